namespace Seawall.Lab.Logs;

/// <summary>How a statement reached the server.</summary>
public enum EventKind : byte
{
    /// <summary>A simple query, maybe of several statements.</summary>
    Simple,

    /// <summary>Parse, bind and execute.</summary>
    Extended,

    /// <summary>A COPY; the data itself is not in the log.</summary>
    Copy,

    /// <summary>A fast-path function call.</summary>
    Function,

    /// <summary>A further fetch from the portal of the session's previous statement: more of its time, not another call.</summary>
    Continuation,
}

/// <summary>
/// One executed statement as its log tells it: a view over the reader's buffers, valid until the next read.
/// Times are unix microseconds; a duration, rows or locks of -1 are unknown; a status of 0 is unknown, otherwise I, T or E.
/// </summary>
public ref struct LogEvent
{
    // One more than the figure, so that an event that says nothing of them has -1.
    private long _rowsExamined;
    private long _lockMicros;

    public EventKind Kind { get; internal set; }
    public long StartMicros { get; internal set; }
    public long DurationMicros { get; internal set; }
    public ulong Session { get; internal set; }
    public uint Sequence { get; internal set; }

    /// <summary>The server's virtual transaction (backend in the high half, local number in the low), 0 outside one or unknown.</summary>
    public ulong Transaction { get; internal set; }

    public byte StatusBefore { get; internal set; }
    public byte StatusAfter { get; internal set; }

    /// <summary>More statements follow before the Sync: the whole pipeline is one implicit transaction.</summary>
    public bool InPipeline { get; internal set; }

    /// <summary>The log does not hold all of the text or values: it can be counted, not replayed.</summary>
    public bool IsCut { get; internal set; }

    public ReadOnlySpan<byte> Database { get; internal set; }
    public ReadOnlySpan<byte> User { get; internal set; }
    public ReadOnlySpan<byte> Application { get; internal set; }

    /// <summary>Where the client sat; only MySQL's logs tell it.</summary>
    public ReadOnlySpan<byte> Host { get; internal set; }
    public ReadOnlySpan<byte> Role { get; internal set; }
    public ReadOnlySpan<byte> Caller { get; internal set; }
    public ReadOnlySpan<byte> Mark { get; internal set; }
    public ReadOnlySpan<byte> Sql { get; internal set; }
    public ParameterList Parameters { get; internal set; }

    /// <summary>Formats the client asked its columns in: numbers of two bytes in network order, empty for all text.</summary>
    public ReadOnlySpan<byte> ResultFormats { get; internal set; }

    public long Rows { get; internal set; }

    /// <summary>Rows the server looked at, and how long it waited for locks; MySQL's slow logs tell them.</summary>
    public long RowsExamined { readonly get => _rowsExamined - 1; internal set => _rowsExamined = value + 1; }
    public long LockMicros { readonly get => _lockMicros - 1; internal set => _lockMicros = value + 1; }

    /// <summary>The five bytes of the error, empty when the statement succeeded.</summary>
    public ReadOnlySpan<byte> SqlState { get; internal set; }

    public readonly bool Failed => !SqlState.IsEmpty;
    public readonly long EndMicros => StartMicros + Math.Max(0, DurationMicros);
}
