using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Seawall.Lab.Logs;

/// <summary>What reading one record gave.</summary>
internal enum CsvMeaning : byte
{
    /// <summary>A sound record that speaks of no statement.</summary>
    Other,

    /// <summary>It speaks of a statement that a later record completes.</summary>
    Part,
    Event,

    /// <summary>An earlier text that nothing will complete is the event; the record itself is still to be read, again.</summary>
    HeldEventFirst,
}

/// <summary>
/// Turns csvlog records into events: parse and bind time joins its execute, a text printed before its time joins that time or error,
/// a failed statement is known by its error's STATEMENT. A line's time is its statement's end.
/// </summary>
internal sealed class CsvInterpreter(CsvRecord record)
{
    private readonly LogTime _logTime = new();
    private readonly LogTime _sessionTime = new();
    private readonly Dictionary<ulong, CsvSession> _sessions = [];
    private byte[] _message = new byte[1024];
    private byte[] _detail = new byte[1024];
    private byte[] _query = new byte[1024];
    private Queue<ulong>? _stillHeld;

    public CsvMeaning Read(ReadOnlySpan<byte> row, out LogEvent next)
    {
        next = default;
        ReadOnlySpan<byte> state = record.Raw(row, Column.SqlState);
        if (state.Length != 5 || !TrySession(row, out ulong id, out long started) || !TryEnd(row, started, out long end))
        {
            return CsvMeaning.Other;
        }

        if (IsError(record.Raw(row, Column.Severity), state))
        {
            return record.Raw(row, Column.Query).IsEmpty ? CsvMeaning.Other : ReadError(row, id, end, state, out next);
        }

        // A cheap look at the first letter (duration, statement, execute, fastpath) keeps the other records out of the parser.
        ReadOnlySpan<byte> raw = record.Raw(row, Column.Message);
        if (raw.IsEmpty || raw[0] is not ((byte)'d' or (byte)'s' or (byte)'e' or (byte)'f'))
        {
            return CsvMeaning.Other;
        }

        CsvMessage message = CsvMessage.Read(record.Text(row, Column.Message, ref _message));
        return message.Kind == CsvMessageKind.Other ? CsvMeaning.Other : ReadStatement(row, message, id, end, out next);
    }

    /// <summary>After the last record: the texts still held, one a call.</summary>
    public bool TryReleaseLast(out LogEvent next)
    {
        _stillHeld ??= new Queue<ulong>(_sessions.Where(pair => pair.Value.Holds).Select(pair => pair.Key));
        next = default;
        if (!_stillHeld.TryDequeue(out ulong id))
        {
            return false;
        }

        next = TakeHeld(_sessions[id], id, -1, default);
        return true;
    }

    private CsvMeaning ReadStatement(ReadOnlySpan<byte> row, CsvMessage message, ulong id, long end, out LogEvent next)
    {
        next = default;
        CsvSession session = SessionOf(id);
        if (message.Kind == CsvMessageKind.BareDuration)
        {
            if (!session.Holds)
            {
                session.PreparingMicros += message.DurationMicros;
                return CsvMeaning.Part;
            }

            next = TakeHeld(session, id, message.DurationMicros, default);
            return CsvMeaning.Event;
        }

        if (session.Holds)
        {
            next = TakeHeld(session, id, -1, default);
            return CsvMeaning.HeldEventFirst;
        }

        EventKind kind = message.Kind switch
        {
            CsvMessageKind.Statement => EventKind.Simple,
            CsvMessageKind.Function => EventKind.Function,
            CsvMessageKind.Fetch => EventKind.Continuation,
            _ => EventKind.Extended,
        };
        if (message.Kind is CsvMessageKind.Parse or CsvMessageKind.Bind)
        {
            session.PreparingMicros += message.DurationMicros;
            session.IsExtended = true;
            return CsvMeaning.Part;
        }

        ParameterList parameters = ParametersOf(record.Text(row, Column.Detail, ref _detail));
        if (message.DurationMicros < 0)
        {
            session.BelongsTo(record.Raw(row, Column.Database), record.Raw(row, Column.User), record.Raw(row, Column.Application));
            session.Hold(kind, message.Sql, parameters.Bytes, end, Sequence(row), Transaction(row));
            return CsvMeaning.Part;
        }

        long duration = message.DurationMicros + (kind == EventKind.Extended ? session.TakePreparing() : session.ForgetPreparing());
        next = Event(row, id, kind, end - duration, duration, message.Sql, parameters, default);
        return CsvMeaning.Event;
    }

    private CsvMeaning ReadError(ReadOnlySpan<byte> row, ulong id, long end, ReadOnlySpan<byte> state, out LogEvent next)
    {
        CsvSession session = SessionOf(id);
        ReadOnlySpan<byte> query = record.Text(row, Column.Query, ref _query);
        if (session.Holds)
        {
            bool same = session.HeldText.SequenceEqual(query);
            next = TakeHeld(session, id, same ? end - session.HeldAt : -1, same ? state : default);
            return same ? CsvMeaning.Event : CsvMeaning.HeldEventFirst;
        }

        ParameterList parameters = ParametersOf(record.Text(row, Column.Context, ref _detail));
        EventKind kind = session.IsExtended || !parameters.IsEmpty ? EventKind.Extended : EventKind.Simple;
        long preparing = session.TakePreparing();
        next = Event(row, id, kind, end - preparing, -1, query, parameters, state);
        return CsvMeaning.Event;
    }

    private LogEvent TakeHeld(CsvSession session, ulong id, long duration, ReadOnlySpan<byte> state)
    {
        session.LetGo();
        if (duration >= 0 && session.HeldKind == EventKind.Extended)
        {
            duration += session.TakePreparing();
        }

        return new LogEvent
        {
            Kind = session.HeldKind,
            StartMicros = session.HeldAt,
            DurationMicros = duration,
            Session = id,
            Sequence = session.HeldSequence,
            Transaction = session.HeldTransaction,
            Database = session.Database,
            User = session.User,
            Application = session.Application,
            Sql = session.HeldText,
            Parameters = ParameterList.OfDetail(session.HeldDetail),
            Rows = -1,
            SqlState = state,
        };
    }

    private LogEvent Event(
        ReadOnlySpan<byte> row, ulong id, EventKind kind, long start, long duration, ReadOnlySpan<byte> sql, ParameterList parameters, ReadOnlySpan<byte> state) =>
        new()
        {
            Kind = kind,
            StartMicros = start,
            DurationMicros = duration,
            Session = id,
            Sequence = Sequence(row),
            Transaction = Transaction(row),
            Database = record.Raw(row, Column.Database),
            User = record.Raw(row, Column.User),
            Application = record.Raw(row, Column.Application),
            Sql = sql,
            Parameters = parameters,
            Rows = -1,
            SqlState = state,
        };

    private CsvSession SessionOf(ulong id)
    {
        ref CsvSession? session = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, id, out _);
        return session ??= new CsvSession();
    }

    /// <summary>The list behind <c>parameters: </c>, in a DETAIL or, after an error, in a CONTEXT line.</summary>
    private static ParameterList ParametersOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return default;
        }

        int label = text.IndexOf("arameters: $1 = "u8);
        if (label < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> list = text[(label + "arameters: "u8.Length)..];
        return ParameterList.OfDetail(list);
    }

    private static bool IsError(ReadOnlySpan<byte> severity, ReadOnlySpan<byte> state) =>
        state[0] != '0' || state[1] > '2'
            ? !(severity.SequenceEqual("LOG"u8) || severity.SequenceEqual("WARNING"u8) || severity.SequenceEqual("NOTICE"u8)
                || severity.SequenceEqual("INFO"u8) || severity.StartsWith("DEBUG"u8))
            : false;

    /// <summary><c>6745a1c2.4d2</c>: start in seconds and process id, hexadecimal; unique within a server's life.</summary>
    private bool TrySession(ReadOnlySpan<byte> row, out ulong id, out long started)
    {
        ReadOnlySpan<byte> text = record.Raw(row, Column.SessionId);
        id = 0;
        started = 0;
        int dot = text.IndexOf((byte)'.');
        if (dot < 0 || !Utf8Parser.TryParse(text[..dot], out started, out int used, 'x') || used != dot
            || !Utf8Parser.TryParse(text[(dot + 1)..], out uint pid, out used, 'x'))
        {
            return false;
        }

        id = ((ulong)started << 32) | pid;
        return true;
    }

    /// <summary>
    /// The record's time. A zone abbreviation is no offset, but the session's start is written twice, as such a time and as unix
    /// seconds inside the session id: their difference is the offset.
    /// </summary>
    private bool TryEnd(ReadOnlySpan<byte> row, long started, out long end)
    {
        if (!_logTime.TryParse(record.Raw(row, Column.LogTime), out end, out ReadOnlySpan<byte> zone))
        {
            return false;
        }

        if (!LogTime.TryOffset(zone, out long offset))
        {
            if (!_sessionTime.TryParse(record.Raw(row, Column.SessionStart), out long local, out _))
            {
                return false;
            }

            offset = local - (started * 1_000_000);
        }

        end -= offset;
        return true;
    }

    private uint Sequence(ReadOnlySpan<byte> row) =>
        Utf8Parser.TryParse(record.Raw(row, Column.LineNumber), out uint line, out _) ? line : 0;

    private ulong Transaction(ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<byte> text = record.Raw(row, Column.VirtualTransaction);
        int slash = text.IndexOf((byte)'/');
        return slash > 0 && Utf8Parser.TryParse(text[..slash], out uint backend, out _)
            && Utf8Parser.TryParse(text[(slash + 1)..], out uint local, out _) && local != 0
            ? ((ulong)backend << 32) | local
            : 0;
    }

    private static class Column
    {
        public const int LogTime = 0;
        public const int User = 1;
        public const int Database = 2;
        public const int SessionId = 5;
        public const int LineNumber = 6;
        public const int SessionStart = 8;
        public const int VirtualTransaction = 9;
        public const int Severity = 11;
        public const int SqlState = 12;
        public const int Message = 13;
        public const int Detail = 14;
        public const int Context = 18;
        public const int Query = 19;
        public const int Application = 22;
    }
}
