using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Seawall.Lab.Logs;
using Seawall.Lab.Packing;
using Seawall.Postgres.Capture;
using Seawall.Topology;

namespace Seawall.Lab.Pulling;

/// <summary>
/// Writes the statements of a day as one compressed capture, each once and without secrets. A server's log tells a pipeline by its virtual
/// transaction; a capture says that more follows before the Sync, so each session's last record is held until its next one is known. The head
/// depends on all that was read, so the records lie in a draft until <see cref="Finish"/> puts one before them: gzip files may follow each other.
/// </summary>
internal sealed class DayWriter : IDisposable
{
    private readonly LogDay _day;
    private readonly Redaction _redaction;
    private readonly string _draft;
    private readonly Stream _output;
    private readonly HashSet<ulong> _seen = [];
    private readonly Dictionary<ulong, Session> _sessions = [];
    private readonly CaptureWriter _format = new();

    public DayWriter(string draft, LogDay day, Redaction redaction)
    {
        (_draft, _day, _redaction) = (draft, day, redaction);
        File.Delete(draft);
        _output = new GZipStream(PrivateFiles.Create(draft), CompressionLevel.Fastest);
    }

    public long Statements { get; private set; }

    public long Duplicates { get; private set; }

    public long OfOtherDays { get; private set; }

    /// <summary>Takes one statement. Sessions keep their number when they come from a pulled day, otherwise they are told apart by <paramref name="origin"/>.</summary>
    public void Add(in LogEvent e, ulong origin)
    {
        ulong number = origin == 0 ? e.Session : Mix(origin, e.Session);
        if (e.Kind == EventKind.Continuation)
        {
            Lengthen(number, e.DurationMicros);
            return;
        }
        if (!_day.Contains(e.StartMicros))
        {
            OfOtherDays++;
            return;
        }
        if (!_seen.Add(Identity(e, number)))
        {
            Duplicates++;
            return;
        }
        Statements++;
        if (!_sessions.TryGetValue(number, out Session? session))
            _sessions.Add(number, session = new Session());
        bool continues = session.Transaction != 0 && e.Transaction == session.Transaction && e.Kind == EventKind.Extended;
        Release(session, continues);
        Hold(session, e, number, clean: origin == 0);
    }

    /// <summary>Writes what is held back and puts the whole day, under its head, in place of the file.</summary>
    public void Finish(string file, CaptureHeader header)
    {
        foreach (Session session in _sessions.Values)
            Release(session, continues: false);
        _output.Dispose();
        string whole = _draft + ".whole";
        File.Delete(whole);
        using (FileStream output = PrivateFiles.Create(whole))
        {
            using (var head = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
                CaptureWriter.WriteHeader(head, header);
            using FileStream records = File.OpenRead(_draft);
            records.CopyTo(output);
        }
        File.Move(whole, file, overwrite: true);
    }

    public void Dispose() => _output.Dispose();

    private void Hold(Session session, in LogEvent e, ulong number, bool clean)
    {
        bool whole = _redaction.Read(e, clean, out ReadOnlySpan<byte> sql);
        byte before = e.StatusBefore != 0 ? e.StatusBefore : session.Status;
        byte after = e.StatusAfter != 0 ? e.StatusAfter : UnitBuilder.StatusAfter(before, StatementTraits.Of(sql).Transaction, e.Failed);
        session.Status = after;
        session.Transaction = e.StatusAfter == 0 && e.Kind == EventKind.Extended && before == 'I' && after == 'I' ? e.Transaction : 0;
        var record = new CaptureEvent
        {
            StartMicros = e.StartMicros,
            DurationMicros = e.DurationMicros,
            Session = number,
            Sequence = e.Sequence,
            Kind = e.Kind switch { EventKind.Simple => CaptureKind.Simple, EventKind.Copy => CaptureKind.Copy, EventKind.Function => CaptureKind.Function, _ => CaptureKind.Extended },
            StatusBefore = before,
            StatusAfter = after,
            MoreBeforeSync = e.InPipeline,
            Cut = e.IsCut || !whole,
            Database = e.Database,
            User = e.User,
            Application = e.Application,
            Role = e.Role,
            Caller = e.Caller,
            Mark = e.Mark,
            Sql = sql,
            ParameterCount = _redaction.Parameters,
            ParameterTypes = _redaction.Types,
            ParameterFormats = _redaction.Formats,
            ParameterValues = _redaction.Values,
            ResultFormats = e.ResultFormats,
            Rows = e.Rows,
            SqlState = e.SqlState,
        };
        int room = _format.MaxSize(record);
        if (session.Record.Length < room)
            session.Record = new byte[room];
        _format.TryFormat(session.Record, record, out int written);
        session.Length = written;
    }

    private void Release(Session session, bool continues)
    {
        if (session.Length == 0)
            return;
        if (continues)
            CaptureRecord.SetMoreBeforeSync(session.Record.AsSpan(0, session.Length));
        _output.Write(session.Record, 0, session.Length);
        session.Length = 0;
        if (session.Record.Length > 1 << 16)
            session.Record = [];
    }

    /// <summary>A further fetch belongs to the record that is held; its time is added by writing the record anew.</summary>
    private void Lengthen(ulong number, long micros)
    {
        if (micros <= 0 || !_sessions.TryGetValue(number, out Session? session) || session.Length == 0 || !CaptureRecord.TryParse(session.Record.AsSpan(0, session.Length), out CaptureRecord held))
            return;
        CaptureEvent longer = held.Event;
        longer.DurationMicros = Math.Max(0, longer.DurationMicros) + micros;
        byte[] record = new byte[_format.MaxSize(longer)];
        _format.TryFormat(record, longer, out int written);
        (session.Record, session.Length) = (record, written);
    }

    private static ulong Identity(in LogEvent e, ulong number)
    {
        Span<byte> head = stackalloc byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(head, e.StartMicros);
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(head[16..], e.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(head[20..], e.DurationMicros);
        return XxHash3.HashToUInt64(head[..28], (long)e.User.Length);
    }

    private static ulong Mix(ulong origin, ulong session)
    {
        Span<byte> both = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(both, origin);
        BinaryPrimitives.WriteUInt64LittleEndian(both[8..], session);
        return XxHash3.HashToUInt64(both);
    }

    private sealed class Session
    {
        public byte[] Record = [];
        public int Length;
        public byte Status = (byte)'I';
        public ulong Transaction;
    }
}
