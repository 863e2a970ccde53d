using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Seawall.Lab.Logs;

/// <summary>What reading one record gave.</summary>
internal enum RecordMeaning : byte
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
/// Turns a server's log records into events: parse and bind time joins its execute, a text printed before its time joins that time or error,
/// a failed statement is known by its error's STATEMENT. A line's time is its statement's end.
/// </summary>
internal sealed class StatementInterpreter(LogRecord record)
{
    private readonly Dictionary<ulong, LoggedSession> _sessions = [];
    private Queue<ulong>? _stillHeld;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public RecordMeaning Read(out LogEvent next)
    {
        next = default;
        ReadOnlySpan<byte> state = record.State;
        if (state.Length != 5 || !record.TryPlace(out ulong id, out long end))
        {
            return RecordMeaning.Other;
        }

        if (IsError(record.Raw(LogField.Severity), state))
        {
            return record.Raw(LogField.Query).IsEmpty ? RecordMeaning.Other : ReadError(id, end, state, out next);
        }

        // A cheap look at the first letter (duration, statement, execute, fastpath) keeps the other records out of the parser.
        ReadOnlySpan<byte> raw = record.Raw(LogField.Message);
        if (raw.IsEmpty || raw[0] is not ((byte)'d' or (byte)'s' or (byte)'e' or (byte)'f'))
        {
            return RecordMeaning.Other;
        }

        StatementMessage message = StatementMessage.Read(record.Text(LogField.Message));
        return message.Kind == StatementMessageKind.Other ? RecordMeaning.Other : ReadStatement(message, id, end, out next);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private RecordMeaning ReadStatement(scoped in StatementMessage message, ulong id, long end, out LogEvent next)
    {
        next = default;
        LoggedSession session = SessionOf(id);
        if (message.Kind == StatementMessageKind.BareDuration)
        {
            if (!session.Holds)
            {
                session.PreparingMicros += message.DurationMicros;
                return RecordMeaning.Part;
            }

            next = TakeHeld(session, id, message.DurationMicros, default);
            return RecordMeaning.Event;
        }

        if (session.Holds)
        {
            next = TakeHeld(session, id, -1, default);
            return RecordMeaning.HeldEventFirst;
        }

        EventKind kind = message.Kind switch
        {
            StatementMessageKind.Statement => EventKind.Simple,
            StatementMessageKind.Function => EventKind.Function,
            StatementMessageKind.Fetch => EventKind.Continuation,
            _ => EventKind.Extended,
        };
        if (message.Kind is StatementMessageKind.Parse or StatementMessageKind.Bind)
        {
            session.PreparingMicros += message.DurationMicros;
            session.IsExtended = true;
            return RecordMeaning.Part;
        }

        ParameterList parameters = ParametersOf(record.Text(LogField.Detail));
        if (message.DurationMicros < 0)
        {
            session.BelongsTo(record.Text(LogField.Database), record.Text(LogField.User), record.Text(LogField.Application));
            session.Hold(kind, message.Sql, parameters.Bytes, end, record.Sequence, Transaction());
            return RecordMeaning.Part;
        }

        long duration = message.DurationMicros + (kind == EventKind.Extended ? session.TakePreparing() : session.ForgetPreparing());
        Fill(ref next, id, kind, end - duration, duration, message.Sql, parameters, default);
        return RecordMeaning.Event;
    }

    private RecordMeaning ReadError(ulong id, long end, ReadOnlySpan<byte> state, out LogEvent next)
    {
        LoggedSession session = SessionOf(id);
        ReadOnlySpan<byte> query = record.Text(LogField.Query);
        if (session.Holds)
        {
            bool same = session.HeldText.SequenceEqual(query);
            next = TakeHeld(session, id, same ? end - session.HeldAt : -1, same ? state : default);
            return same ? RecordMeaning.Event : RecordMeaning.HeldEventFirst;
        }

        ParameterList parameters = ParametersOf(record.Text(LogField.Context));
        EventKind kind = session.IsExtended || !parameters.IsEmpty ? EventKind.Extended : EventKind.Simple;
        long preparing = session.TakePreparing();
        next = default;
        Fill(ref next, id, kind, end - preparing, -1, query, parameters, state);
        return RecordMeaning.Event;
    }

    private LogEvent TakeHeld(LoggedSession session, ulong id, long duration, ReadOnlySpan<byte> state)
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

    // In place: an event is too large to be made elsewhere and copied for every record.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(
        ref LogEvent next, ulong id, EventKind kind, long start, long duration, ReadOnlySpan<byte> sql, ParameterList parameters, ReadOnlySpan<byte> state)
    {
        next.Kind = kind;
        next.StartMicros = start;
        next.DurationMicros = duration;
        next.Session = id;
        next.Sequence = record.Sequence;
        next.Transaction = Transaction();
        next.Database = record.Text(LogField.Database);
        next.User = record.Text(LogField.User);
        next.Application = record.Text(LogField.Application);
        next.Sql = sql;
        next.Parameters = parameters;
        next.Rows = -1;
        next.SqlState = state;
    }

    private LoggedSession SessionOf(ulong id)
    {
        ref LoggedSession? session = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, id, out _);
        return session ??= new LoggedSession();
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

    private ulong Transaction()
    {
        ReadOnlySpan<byte> text = record.Raw(LogField.Transaction);
        int slash = text.IndexOf((byte)'/');
        return slash > 0 && Utf8Parser.TryParse(text[..slash], out uint backend, out _)
            && Utf8Parser.TryParse(text[(slash + 1)..], out uint local, out _) && local != 0
            ? ((ulong)backend << 32) | local
            : 0;
    }
}
