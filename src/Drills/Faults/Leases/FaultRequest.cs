namespace Seawall.Drills.Faults;

/// <summary>A fault as it is asked for.</summary>
public sealed record FaultRequest
{
    public required FaultKind Kind { get; init; }

    /// <summary>Services of the topology that it is done to. For a link, left empty: <see cref="To"/> names its far end.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The process that dials the link; null for every process.</summary>
    public string? From { get; init; }

    /// <summary>The service that the link leads to; the first target when null.</summary>
    public string? To { get; init; }

    /// <summary>How much longer one exchange over the link takes, half of it each way.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How far each way's delay may be off, at random, up or down.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How many of a hundred packets get lost, 0..90.</summary>
    public double LossPercent { get; init; }

    /// <summary>How far the clock jumps, back when below zero.</summary>
    public TimeSpan Offset { get; init; }

    /// <summary>When it ends by itself at the latest, at most 15 minutes from its beginning.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>It is over this long after the last renewal, 1 to 30 s.</summary>
    public TimeSpan Lapse { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Who asks for it.</summary>
    public required string Actor { get; init; }

    /// <summary>What for; kept with the lease.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it is done to a link rather than to a process.</summary>
    public bool IsOfLink => Kind is FaultKind.Latency or FaultKind.Loss or FaultKind.Reset or FaultKind.Partition;

    /// <summary>The link's far end.</summary>
    public string? FarEnd => To ?? Targets.FirstOrDefault();
}
