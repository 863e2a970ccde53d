using Seawall.Lab.History;
using Seawall.Lab.Pulling;

namespace Seawall.Lab.Nightly;

/// <summary>What a night's work did and what it found: the day pulled, replayed on the test site, and set beside the days before.</summary>
public sealed record NightlyReport
{
    public required string Day { get; init; }

    /// <summary>schedule or command.</summary>
    public required string StartedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>True when every stage came to its end.</summary>
    public required bool Ok { get; init; }

    /// <summary>pull, keep, analyze, pack, testsite, replay: in this order, up to the first that failed.</summary>
    public required IReadOnlyList<NightlyStage> Stages { get; init; }

    public required PullReport? Pull { get; init; }

    public required NightlyPack? Pack { get; init; }

    public required NightlyFigures? Replay { get; init; }

    /// <summary>The same figures of the night before, when there was one.</summary>
    public required NightlyFigures? ReplayBefore { get; init; }

    /// <summary>Beside the day before; null when it is not kept.</summary>
    public required DayComparison? DayBefore { get; init; }

    /// <summary>Beside the same day of last week; null when it is not kept.</summary>
    public required DayComparison? WeekBefore { get; init; }
}

/// <summary>One stage, how long it took, and why it failed if it did.</summary>
public sealed record NightlyStage(string Name, double Seconds, string? Problem);

/// <summary>What was laid on lanes.</summary>
public sealed record NightlyPack(string Database, long Statements, long Units, int LaneCount);

/// <summary>How the day ran on the test site.</summary>
public sealed record NightlyFigures
{
    public required long Statements { get; init; }

    public required double StatementsPerSecond { get; init; }

    /// <summary>Requests in flight on average, counted by the relay.</summary>
    public required double InFlightMean { get; init; }

    /// <summary>Share of the run with at least 0.95 of the lanes in flight, counted by the relay.</summary>
    public required double Share95 { get; init; }

    public required long OrderViolations { get; init; }

    /// <summary>Errors that the log did not have.</summary>
    public required long NewErrors { get; init; }

    public required long DifferentRows { get; init; }

    public required long P50Micros { get; init; }

    public required long P99Micros { get; init; }
}
