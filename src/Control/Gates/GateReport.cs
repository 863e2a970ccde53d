namespace Seawall.Control.Gates;

/// <summary>How one gate stands now.</summary>
public sealed record GateReport(string Gate)
{
    /// <summary>Why it does not answer; null when it does.</summary>
    public string? Silent { get; init; }

    /// <summary>The config revision its rules are of.</summary>
    public long Revision { get; init; }

    public IReadOnlyList<RuleUse> Rules { get; init; } = [];

    public IReadOnlyList<ServerQueue> Servers { get; init; } = [];

    public IReadOnlyList<BusinessQueue> Businesses { get; init; } = [];

    public IReadOnlyList<HotRow> HotRows { get; init; } = [];

    public IReadOnlyList<SessionPin> Pins { get; init; } = [];
}

/// <summary>A rule and what it decided since the gate started.</summary>
/// <param name="Mode">off, warn or enforce.</param>
/// <param name="Kind">What it does: refuse, queue, cap, rate, cancel, tag, allow.</param>
/// <param name="Warned">Statements it would have decided about in warn mode.</param>
public sealed record RuleUse(string Name, string Mode, int Order, string Kind)
{
    public long Matched { get; init; }

    public long Refused { get; init; }

    public long Queued { get; init; }

    public long TimedOut { get; init; }

    public long Cancelled { get; init; }

    public long Warned { get; init; }

    public DateTimeOffset? Last { get; init; }

    /// <summary>The statements it met most often.</summary>
    public IReadOnlyList<RuleHit> Top { get; init; } = [];
}

/// <summary>How often a rule met a statement of a business.</summary>
public sealed record RuleHit(string Business, string Fingerprint, string Sql, long Calls);

/// <summary>The adaptive limit of one server at one gate; times in microseconds.</summary>
public sealed record ServerQueue(string Server, long Limit, long InFlight, long Waiting, long QueueP50Micros, long QueueP99Micros, long BaselineMicros);

/// <summary>What one business has at one gate.</summary>
public sealed record BusinessQueue(string Business, string Grade, long InFlight, long Waiting, long Shed, long MemoryBytes);

/// <summary>A row that many want: who waits for it waits at the gate.</summary>
public sealed record HotRow(string Fingerprint, string Key, long Waiting);

/// <summary>A session that keeps its server connection for itself, and why.</summary>
public sealed record SessionPin(string Session, string Business, string Login, string Reason, DateTimeOffset Since);
