using Seawall.Gate.Routing;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Judging;

/// <summary>A statement a client wants to run now: a simple query, or a Bind, or the Parse of an unnamed statement, whichever of the two comes first in its unit.</summary>
internal readonly ref struct StatementCall
{
    public required SessionIdentity Session { get; init; }

    public required StatementText Statement { get; init; }

    public required Name Business { get; init; }

    public required Upstream Upstream { get; init; }

    /// <summary>The SQL as sent, without its tags where they stood at an end; empty for a Bind of a statement parsed before.</summary>
    public ReadOnlySpan<byte> Sql { get; init; }

    /// <summary>A Bind message after its two names: formats, values, result formats; empty for others.</summary>
    public ReadOnlySpan<byte> Bound { get; init; }

    /// <summary>Whether the session is inside a transaction, or its unit has run something before, so that a refusal must fail what was done.</summary>
    public bool InTransaction { get; init; }

    public bool IsSimple { get; init; }

    /// <summary>Monotonic microseconds.</summary>
    public long NowMicros { get; init; }
}
