using System.Runtime.InteropServices;
using System.Text;
using Seawall.Lab.Logs;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.MySql;

/// <summary>
/// Reads the general log of MySQL 5.6 and later, MariaDB and Percona Server: every statement as it was received, without how long it took or what came of it.
/// The texts of <c>EXECUTE</c> and of the protocol's execute are those the server logs, with the values in place.
/// </summary>
public sealed class GeneralLogReader(Stream input, SqlDialect dialect = SqlDialect.MySql, int bufferSize = 1 << 20) : MySqlLogReader(input, dialect, bufferSize)
{
    private readonly GeneralRecord _record = new();
    private readonly Dictionary<ulong, LoggedSession> _sessions = [];
    private readonly Stack<LoggedSession> _left = new();
    private Queue<ulong>? _stillHeld;
    private long _time;
    private ulong _server;
    private uint _sequence;
    private bool _timesWithoutZone;

    public override string Format => "mysql general log";

    public override string? UnknownZone => _timesWithoutZone ? "SYSTEM" : null;

    private protected override LogScan Scan(ReadOnlySpan<byte> input, bool atEnd)
    {
        int head = 0;
        bool unsure = false;
        if (input[0] != '\t')
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
            _server += _sequence > 0 && SlowLogReader.BeginsServer(record.TrimEnd((byte)'\n')) ? 1UL << 32 : 0;
            return RecordMeaning.Other;
        }

        ulong id = _server | _record.Thread;
        LoggedSession session = SessionOf(id);
        if (session.Holds)
        {
            // What EXECUTE runs is written as an execute of its own: that one counts.
            bool runs = _record.Command == GeneralCommand.Execute;
            if (!runs)
            {
                next = TakeHeld(session, id);
                return RecordMeaning.HeldEventFirst;
            }

            session.LetGo();
        }

        KeepTime(record[_record.Time]);
        ReadOnlySpan<byte> text = record[_record.Text];
        switch (_record.Command)
        {
            case GeneralCommand.Query when IsExecute(text):
                session.Hold(EventKind.Simple, text, default, _time, ++_sequence, 0);
                return RecordMeaning.Part;
            case GeneralCommand.Query or GeneralCommand.Execute:
                next = Event(session, id, text);
                return RecordMeaning.Event;
            case GeneralCommand.AboutStatement:
                return RecordMeaning.Part;
            case GeneralCommand.Connect or GeneralCommand.ChangeUser:
                Connect(session, text);
                return RecordMeaning.Other;
            case GeneralCommand.InitDb:
                session.BelongsTo(text, session.User, session.Application);
                return RecordMeaning.Other;
            case GeneralCommand.Quit:
                _sessions.Remove(id);
                _left.Push(session);
                return RecordMeaning.Other;
            default:
                return RecordMeaning.Other;
        }
    }

    private protected override bool TryReleaseLast(out LogEvent next)
    {
        _stillHeld ??= new Queue<ulong>(_sessions.Where(pair => pair.Value.Holds).Select(pair => pair.Key));
        next = default;
        if (!_stillHeld.TryDequeue(out ulong id))
        {
            return false;
        }

        next = TakeHeld(_sessions[id], id);
        return true;
    }

    private LogEvent Event(LoggedSession session, ulong id, ReadOnlySpan<byte> text)
    {
        if (text.Length > 4 && text[3] == ' ' && Ascii.EqualsIgnoreCase(text[..3], "use"u8))
        {
            session.BelongsTo(text[4..].Trim(" `;\n"u8), session.User, session.Application);
        }

        return new LogEvent
        {
            Kind = _record.Command == GeneralCommand.Execute ? EventKind.Extended : EventKind.Simple,
            StartMicros = _time,
            DurationMicros = -1,
            Session = id,
            Sequence = ++_sequence,
            Database = session.Database,
            User = session.User,
            Host = session.Application,
            Sql = text,
            Rows = -1,
        };
    }

    private static LogEvent TakeHeld(LoggedSession session, ulong id)
    {
        session.LetGo();
        return new LogEvent
        {
            Kind = session.HeldKind,
            StartMicros = session.HeldAt,
            DurationMicros = -1,
            Session = id,
            Sequence = session.HeldSequence,
            Database = session.Database,
            User = session.User,
            Host = session.Application,
            Sql = session.HeldText,
            Rows = -1,
        };
    }

    /// <summary>A session that was there before the log began has no name; one that left is used again.</summary>
    private LoggedSession SessionOf(ulong id)
    {
        ref LoggedSession? session = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, id, out bool known);
        if (!known)
        {
            session = _left.TryPop(out LoggedSession? left) ? left : new LoggedSession();
            session.BelongsTo(default, default, default);
        }

        return session!;
    }

    /// <summary><c>user@host on db using TCP/IP</c>, without its end before 5.7, in MariaDB maybe with <c>as role</c>; or why the user was refused.</summary>
    private static void Connect(LoggedSession session, ReadOnlySpan<byte> text)
    {
        int on = text.IndexOf(" on "u8);
        if (on < 0 || text.StartsWith("Access denied"u8))
        {
            return;
        }

        ReadOnlySpan<byte> who = text[..on];
        int role = who.IndexOf(" as "u8);
        who = role < 0 ? who : who[..role];
        int at = who.LastIndexOf((byte)'@');
        ReadOnlySpan<byte> database = text[(on + 4)..];
        int via = database.LastIndexOf(" using "u8);
        database = via < 0 ? database : database[..via];
        session.BelongsTo(database.Trim((byte)' '), at < 0 ? who : who[..at], at < 0 ? default : who[(at + 1)..]);
    }

    private static bool IsExecute(ReadOnlySpan<byte> text) => text.Length > 8 && text[7] is (byte)' ' or (byte)'\n' or (byte)'\t' && Ascii.EqualsIgnoreCase(text[..7], "execute"u8);

    private void KeepTime(ReadOnlySpan<byte> text)
    {
        if (MySqlTime.TryParse(text, out long time, out bool hasZone))
        {
            _time = time;
            _timesWithoutZone |= !hasZone;
        }
    }
}
