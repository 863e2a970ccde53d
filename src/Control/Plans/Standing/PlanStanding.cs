namespace Seawall.Control.Plans.Standing;

/// <summary>How a plan stands now, and whether its rehearsal still counts. It follows from the entries, the build and the day; it is kept nowhere.</summary>
/// <param name="StaleWhy">Why the rehearsal does not count any more; null when it does or there was none.</param>
internal sealed record PlanStanding(PlanState State, bool IsRehearsed, string? StaleWhy, IReadOnlyList<PlanArming> Armed)
{
    /// <summary>Why it may not go out at once by one person alone; null when it may.</summary>
    public string? StagedWhy => StaleWhy is not null ? $"its rehearsal is stale: {StaleWhy}" : IsRehearsed ? null : "it was never rehearsed";

    public static PlanStanding Of(Plan plan, PlanRun run, string build, TimeSpan rehearsalLife, DateTimeOffset now)
    {
        var stale = run.Rehearsal is { } rehearsal ? WhyStale(plan, rehearsal, build, rehearsalLife, now) : null;
        // Who agreed to another text agreed to another plan.
        PlanArming[] armed = [.. run.Armed.Where(arming => arming.Definition == plan.Definition)];
        var state = run.Last is { IsGoing: true } ? PlanState.Active
            : stale is not null ? PlanState.Stale
            : armed.Length > 0 ? PlanState.Armed
            : run.Last is { Phase: PlanPhase.Undone } last && !(run.Rehearsal?.At > last.End?.At) ? PlanState.Undone
            : run.Rehearsal is not null ? PlanState.Rehearsed : PlanState.Draft;
        return new PlanStanding(state, run.Rehearsal is not null, stale, armed);
    }

    /// <summary>A person who may agree and is not the one who acts; null for nobody.</summary>
    public string? SecondBeside(string actor) => Armed.FirstOrDefault(arming => arming.Seconds && !string.Equals(arming.By, actor, StringComparison.OrdinalIgnoreCase))?.By;

    private static string? WhyStale(Plan plan, PlanRehearsal rehearsal, string build, TimeSpan life, DateTimeOffset now) =>
        rehearsal.Definition != plan.Definition ? "the plan was changed since"
        : rehearsal.Build != build ? $"it was on build {rehearsal.Build}, this is {build}"
        : now - rehearsal.At > life ? $"it was {(int)(now - rehearsal.At).TotalDays} days ago, more than {(int)life.TotalDays}"
        : null;
}

public enum PlanState
{
    /// <summary>It was never rehearsed.</summary>
    Draft,

    Rehearsed,

    /// <summary>Somebody agreed that it may run.</summary>
    Armed,

    /// <summary>It runs, in whatever phase.</summary>
    Active,

    /// <summary>It ran and was undone.</summary>
    Undone,

    /// <summary>It was rehearsed, and that does not count any more.</summary>
    Stale,
}
