namespace Seawall.Drills.Faults;

/// <summary>What a proxy does to what passes it.</summary>
internal sealed record LinkTrouble
{
    /// <summary>Longer by this for one exchange, half of it each way.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How far each way's delay may be off.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Segments lost of a hundred.</summary>
    public double LossPercent { get; init; }

    /// <summary>A connection is reset when the first bytes come.</summary>
    public bool Resets { get; init; }

    /// <summary>Nothing passes, and no connection is made.</summary>
    public bool Swallows { get; init; }

    public static LinkTrouble None { get; } = new();

    public static LinkTrouble Of(FaultLease lease) => new()
    {
        Latency = TimeSpan.FromMilliseconds(lease.LatencyMs ?? 0),
        Jitter = TimeSpan.FromMilliseconds(lease.JitterMs ?? 0),
        LossPercent = lease.LossPercent ?? 0,
        Resets = lease.Kind == FaultKind.Reset,
        Swallows = lease.Kind == FaultKind.Partition,
    };
}
