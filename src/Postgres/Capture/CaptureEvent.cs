using Seawall.Postgres.Protocol;

namespace Seawall.Postgres.Capture;

/// <summary>By which part of the protocol a statement ran.</summary>
public enum CaptureKind : byte
{
    /// <summary>Simple query; the text may hold several statements.</summary>
    Simple,

    /// <summary>Parse, Bind, Execute.</summary>
    Extended,

    /// <summary>COPY, whose data is not kept.</summary>
    Copy,

    /// <summary>Function call by oid.</summary>
    Function,
}

/// <summary>
/// One statement that ran: what was sent, by whom, when, and how it ended. Times are microseconds, start since 1970 in UTC. Bound values
/// are kept as the client sent them (types, formats and values in the layout of Parse and Bind), so that a replay sends the same bytes.
/// </summary>
public ref struct CaptureEvent
{
    /// <summary>An event without rows.</summary>
    public CaptureEvent()
    {
    }

    /// <summary>When the statement was received, microseconds since 1970 in UTC.</summary>
    public long StartMicros { get; set; }

    /// <summary>Microseconds until its answer was complete; -1 when what it was taken from does not tell.</summary>
    public long DurationMicros { get; set; }

    /// <summary>The session, unique over gates and restarts.</summary>
    public ulong Session { get; set; }

    /// <summary>The place of the statement in its session, from 0 on.</summary>
    public uint Sequence { get; set; }

    /// <summary>Which protocol.</summary>
    public CaptureKind Kind { get; set; }

    /// <summary>Transaction status before: I, T or E.</summary>
    public byte StatusBefore { get; set; } = ReadyMessage.Idle;

    /// <summary>Transaction status after: I, T or E.</summary>
    public byte StatusAfter { get; set; } = ReadyMessage.Idle;

    /// <summary>True if more of the pipeline followed before its Sync.</summary>
    public bool MoreBeforeSync { get; set; }

    /// <summary>True if the statement had a name, so that a replay may prepare it once.</summary>
    public bool Named { get; set; }

    /// <summary>True if values or part of the text were too large to keep: such an event can be counted but not replayed.</summary>
    public bool Cut { get; set; }

    /// <summary>True if the session had standard_conforming_strings off, so that backslashes escape in plain strings.</summary>
    public bool BackslashStrings { get; set; }

    /// <summary>The database.</summary>
    public ReadOnlySpan<byte> Database { get; set; }

    /// <summary>The login.</summary>
    public ReadOnlySpan<byte> User { get; set; }

    /// <summary>The application's name.</summary>
    public ReadOnlySpan<byte> Application { get; set; }

    /// <summary>The source of the request: app, web, h5, partner, batch.</summary>
    public ReadOnlySpan<byte> Role { get; set; }

    /// <summary>The calling service.</summary>
    public ReadOnlySpan<byte> Caller { get; set; }

    /// <summary>The rehearsal mark, empty for real traffic.</summary>
    public ReadOnlySpan<byte> Mark { get; set; }

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Sql { get; set; }

    /// <summary>How many values are bound.</summary>
    public int ParameterCount { get; set; }

    /// <summary>Type oids of the parameters, big-endian int32 each; may be fewer than values, 0 is unknown.</summary>
    public ReadOnlySpan<byte> ParameterTypes { get; set; }

    /// <summary>Formats of the values as in Bind, big-endian int16 each: none = all text, one = for all.</summary>
    public ReadOnlySpan<byte> ParameterFormats { get; set; }

    /// <summary>The values as in Bind: int32 length (-1 = NULL) and bytes each.</summary>
    public ReadOnlySpan<byte> ParameterValues { get; set; }

    /// <summary>Result formats as in Bind, big-endian int16 each.</summary>
    public ReadOnlySpan<byte> ResultFormats { get; set; }

    /// <summary>Rows returned or changed; -1 if the command counts none.</summary>
    public long Rows { get; set; } = -1;

    /// <summary>Bytes of the answer.</summary>
    public long BytesReturned { get; set; }

    /// <summary>The SQLSTATE of the error, empty if there was none.</summary>
    public ReadOnlySpan<byte> SqlState { get; set; }
}
