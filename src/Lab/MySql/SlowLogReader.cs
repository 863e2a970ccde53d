using System.Runtime.InteropServices;
using Seawall.Lab.Logs;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.MySql;

/// <summary>Reads the slow log of MySQL 5.6 and later, MariaDB and Percona Server.</summary>
public sealed class SlowLogReader(Stream input, SqlDialect dialect = SqlDialect.MySql, int bufferSize = 1 << 20) : MySqlLogReader(input, dialect, bufferSize)
{
    private readonly SlowRecord _record = new();

    // Time of PREPARE commands by thread, which the next execute takes along.
    private readonly Dictionary<ulong, long> _preparing = [];
    private byte[] _database = new byte[64];
    private int _databaseLength;
    private long _lastTime;
    private ulong _server;
    private bool _isMariaDb;
    private uint _sequence;

    public override string Format => "mysql slow log";

    /// <summary>Only a statement without a timestamp of its own, of a server that writes no offset.</summary>
    public override string? UnknownZone => _timesWithoutZone ? "SYSTEM" : null;

    private bool _timesWithoutZone;

    internal static bool BeginsServer(ReadOnlySpan<byte> line) => StartsServer(line.TrimEnd((byte)'\r'));

    private protected override LogScan Scan(ReadOnlySpan<byte> input, bool atEnd)
    {
        int head = 0;
        bool unsure = false;
        if (input[0] != '#')
        {
            head = FileHead(input, atEnd, out unsure);
        }

        LogScan scan = _record.Scan(input, atEnd, head, unsure);
        Length = _record.Length;
        return scan;
    }

    private protected override RecordMeaning Interpret(ReadOnlySpan<byte> record, out LogEvent next)
    {
        next = default;
        if (_record.IsFileHead)
        {
            BeginServer(record);
            return RecordMeaning.Other;
        }

        ReadOnlySpan<byte> sql = record[_record.Sql];
        KeepDatabase(record);
        long start = StartMicros();
        ulong session = _server | _record.Thread;
        if (sql.StartsWith("# administrator command: "u8))
        {
            if (!sql.EndsWith("Prepare"u8))
            {
                return RecordMeaning.Other;
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_preparing, session, out _) += _record.QueryMicros;
            return RecordMeaning.Part;
        }

        long preparing = 0;
        if (_preparing.Count > 0)
        {
            _preparing.Remove(session, out preparing);
        }

        next = new LogEvent
        {
            Kind = preparing > 0 ? EventKind.Extended : EventKind.Simple,
            StartMicros = start - preparing,
            DurationMicros = _record.QueryMicros + preparing,
            Session = session,
            Sequence = ++_sequence,
            Database = _record.HasSchema ? record[_record.Schema] : _database.AsSpan(0, _databaseLength),
            User = record[_record.User],
            Host = record[_record.Host],
            Sql = sql,
            Rows = _record.RowsSent > 0 ? _record.RowsSent : Math.Max(_record.RowsSent, _record.RowsAffected),
            RowsExamined = _record.RowsExamined,
            LockMicros = _record.LockMicros,
            SqlState = MySqlErrors.StateOf(_record.Error, _record.Killed),
        };
        return RecordMeaning.Event;
    }

    /// <summary>After a restart threads are numbered from the start again, and no database is in use.</summary>
    private void BeginServer(ReadOnlySpan<byte> line)
    {
        if (BeginsServer(line.TrimEnd((byte)'\n')))
        {
            _server += _sequence == 0 ? 0 : 1UL << 32;
            _databaseLength = 0;
            _isMariaDb = line.IndexOf("MariaDB"u8) >= 0;
        }
    }

    /// <summary>A <c>use</c> is written only when the database differs from that of the statement logged before, whoever sent it.</summary>
    private void KeepDatabase(ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> use = record[_record.Use];
        if (use.IsEmpty)
        {
            return;
        }

        if (_database.Length < use.Length)
        {
            _database = new byte[use.Length];
        }

        use.CopyTo(_database);
        _databaseLength = use.Length;
    }

    /// <summary>
    /// The head's time is the end (5.7 and later). Without one in microseconds the timestamp counts, in whole seconds: it is the end too, in MariaDB the start.
    /// </summary>
    private long StartMicros()
    {
        if (_record.Time >= 0)
        {
            _lastTime = _record.Time;
        }

        if (_record.Start >= 0)
        {
            return _record.Start;
        }

        if (_record.Time >= 0 && _record.TimeHasZone)
        {
            return _record.Time - _record.QueryMicros;
        }

        if (_record.Timestamp >= 0)
        {
            return _isMariaDb || _record.IsMariaDb ? _record.Timestamp : _record.Timestamp - _record.QueryMicros;
        }

        _timesWithoutZone |= !_record.TimeHasZone;
        return _lastTime - _record.QueryMicros;
    }
}
