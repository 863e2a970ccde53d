namespace Seawall.Gate.Tracking;

/// <summary>A statement the server has answered, to be counted and captured before the call returns.</summary>
internal ref struct CompletedRequest
{
    public required SessionIdentity Session { get; init; }

    public required StatementText Statement { get; init; }

    /// <summary>The bound values; null for simple queries and for statements that failed before Bind.</summary>
    public Portal? Portal { get; init; }

    public bool IsSimple { get; init; }

    /// <summary>Whether the client sent more after it before the next Sync.</summary>
    public bool IsPipelined { get; init; }

    public uint Sequence { get; init; }

    /// <summary>When the server could begin: its arrival, or the end of the statement before it in the same session.</summary>
    public long StartMicros { get; init; }

    public long DurationMicros { get; init; }

    /// <summary>Rows the command tags name; -1 when none does.</summary>
    public long Rows { get; init; }

    public long BytesReturned { get; init; }

    /// <summary>Five bytes, or empty when it succeeded.</summary>
    public ReadOnlySpan<byte> SqlState { get; init; }

    public byte StatusBefore { get; init; }

    public byte StatusAfter { get; init; }
}
