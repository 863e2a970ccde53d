using Seawall.Control.Plans.Standing;

namespace Seawall.Control.Plans.Api;

/// <summary>A plan as the API shows it.</summary>
/// <param name="Definition">Which text it is, 12 hexadecimal digits.</param>
/// <param name="StagedWhy">Why it would go out step by step; null when at once.</param>
public sealed record PlanView(
    string Id, string Title, string TitleZh, string Owner, string Decider, string BuyersNotice, string BuyersNoticeZh, PlanTrigger Trigger, double? AutoRevertMinutes, int Actions, string Definition,
    PlanState State, string? StaleWhy, string? StagedWhy, PlanRehearsal? Rehearsal, IReadOnlyList<PlanArming> Armed, PlanActivation? Activation, IReadOnlyList<PlanActivation> Past)
{
    internal static PlanView Of(KnownPlan known, PlanStanding standing) => new(
        known.Plan.Id, known.Plan.Title, known.Plan.TitleZh, known.Plan.Owner, known.Plan.Decider, known.Plan.BuyersNotice, known.Plan.BuyersNoticeZh, known.Plan.Trigger,
        known.Plan.AutoRevert?.TotalMinutes, known.Plan.Actions.Count, known.Plan.Definition, standing.State, standing.StaleWhy, standing.StagedWhy, known.Run.Rehearsal, standing.Armed, known.Run.Last, known.Run.Past);
}

/// <summary>How many plans there are, and how many would not be run blindly.</summary>
public sealed record PlanFreshness(int Plans, int Stale, int NeverRehearsed, int Active)
{
    internal static PlanFreshness Of(IReadOnlyList<PlanStanding> all) => new(
        all.Count, all.Count(one => one.StaleWhy is not null), all.Count(one => !one.IsRehearsed), all.Count(one => one.State == PlanState.Active));
}
