namespace Seawall.Drills.Runs;

/// <summary>What a drill showed.</summary>
/// <param name="Id">The drill.</param>
/// <param name="Number">Tells this run from others of the drill; the report's file is named by it.</param>
/// <param name="Site">The topology's name.</param>
/// <param name="Revision">The config's revision before; 0 where there is no config center.</param>
/// <param name="DetectMs">From the fault's order to the first alert or failing probe; null when nobody and nothing noticed.</param>
/// <param name="DetectedBy">Which alert or probe.</param>
/// <param name="DegradeMs">From the plan's order until it was in force in every process; null without a plan.</param>
/// <param name="RecoverMs">From the end of the fault until every service was healthy and every probe good; null when that was not seen.</param>
/// <param name="PlanUndone">Whether the plan was undone; null without one.</param>
/// <param name="Why">What was not as it must be; empty when the drill passed.</param>
public sealed record DrillReport(
    string Id, string Number, DateTimeOffset At, string Build, string Site, long Revision, string Actor, string Reason, string Hypothesis, string Fault,
    string? Plan, IReadOnlyList<DrillPhaseFigures> Phases, long? DetectMs, string? DetectedBy, long? DegradeMs, long? RecoverMs, bool? PlanUndone,
    double? FloodRefused, IReadOnlyList<string> Books, bool Interrupted, IReadOnlyList<string> Why)
{
    /// <summary>What the flood offered and was given in the part that is judged; null of another fault.</summary>
    public DrillFloodFigures? Flood { get; init; }

    public bool Passed => Why.Count == 0 && !Interrupted;

    /// <summary>The figures of a part; null when it was not come to.</summary>
    public DrillPhaseFigures? Of(DrillPhase phase) => Phases.FirstOrDefault(figures => figures.Phase == phase);
}

/// <summary>Requests of a flood a second: offered, answered well, refused. What is offered and neither found no free place or failed: the service gives no more.</summary>
public sealed record DrillFloodFigures(double OfferedPerSecond, double ServedPerSecond, double RefusedPerSecond);

/// <summary>What shoppers saw in one part; the ratio is 0..1, times in microseconds, of answered requests.</summary>
public sealed record DrillPhaseFigures(DrillPhase Phase, long Requests, long Errors, double ErrorRatio, long P50Micros, long P99Micros, IReadOnlyList<DrillBusinessFigures> Businesses);

/// <summary>What shoppers saw of one business in one part.</summary>
public sealed record DrillBusinessFigures(string Business, long Requests, long Errors, double ErrorRatio, long P50Micros, long P99Micros);

/// <summary>What shoppers saw, and what is wrong with their books.</summary>
public sealed record DrillTrafficFigures(IReadOnlyList<DrillPhaseFigures> Phases, IReadOnlyList<string> WrongBooks);
