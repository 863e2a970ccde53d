namespace Seawall.Gate.Sessions;

/// <summary>A session as reports show it, read on its own thread at one moment.</summary>
internal sealed record SessionView
{
    /// <summary>Its number in captures, sixteen hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required string Login { get; init; }

    public required string Database { get; init; }

    public required string Business { get; init; }

    public required string Application { get; init; }

    /// <summary>Where its client is: <c>ip:port</c>.</summary>
    public required string Address { get; init; }

    /// <summary>Its server as the options name it.</summary>
    public required string Upstream { get; init; }

    /// <summary><c>login</c>, <c>active</c>, <c>idle</c>, <c>waiting</c> (at the gate) or <c>in transaction</c> (nothing runs, but one is open).</summary>
    public required string State { get; init; }

    /// <summary>How long its statement has waited at the gate, microseconds; 0 when none does.</summary>
    public long WaitMicros { get; init; }

    /// <summary>Whether what it waits for is the end of a pause.</summary>
    public bool IsPaused { get; init; }

    public long ConnectedUnixMs { get; init; }

    /// <summary>Statements completed.</summary>
    public long Statements { get; init; }

    /// <summary>Prepared statements it has named.</summary>
    public int Prepared { get; init; }

    public bool IsTls { get; init; }

    /// <summary>Process id of its server process; 0 until it is told.</summary>
    public int ServerPid { get; init; }

    /// <summary>Whether it ends as soon as it is idle.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>What ties it to its server now, such as <c>transaction</c> or <c>copy</c>; null when nothing does.</summary>
    public string? Pin { get; init; }

    /// <summary>Since when, unix milliseconds; 0 when nothing does.</summary>
    public long PinnedUnixMs { get; init; }

    /// <summary>Whether nothing of it runs on the server or is on its way there, nor has a transaction open.</summary>
    public bool IsQuiet => State == "idle" || IsPaused;
}
