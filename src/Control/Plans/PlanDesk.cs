using Seawall.Control.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Operators;
using Seawall.Control.Plans.Running;
using Seawall.Control.Plans.Standing;
using Seawall.Control.Push;

namespace Seawall.Control.Plans;

/// <summary>Where persons run, undo and arm plans, and where rehearsals are noted.</summary>
internal sealed class PlanDesk(
    IConfigStore store, PlanBook book, PlanRunner runner, PlanLooks looks, PlanInstances instances, ConfigChecks checks, ChangeGuard guard, OperatorBook operators, PlanOptions options, TimeProvider time)
{
    private static readonly TimeSpan FarthestAhead = TimeSpan.FromDays(7);
    private readonly Lazy<string> _build = new(options.Build);

    public string Build => _build.Value;

    public IReadOnlyList<KnownPlan> All => book.All;

    public FleetView? Fleet => looks.Fleet;

    public KnownPlan? Find(string id) => book.Find(id);

    public PlanStanding StandingOf(KnownPlan known) => PlanStanding.Of(known.Plan, known.Run, Build, options.RehearsalLife, time.GetUtcNow());

    public PlanPreview Preview(KnownPlan known) => PlanPreview.Of(known, book, store.Current, checks, guard, StandingOf(known), looks.Fleet, instances.Running, time.GetUtcNow());

    /// <summary>Runs a plan, or says that it runs already. What was wanted under the same idempotency key before is not done again.</summary>
    public Task<PlanAnswer> RunAsync(string id, PlanOrder order, Person by, CancellationToken ct) => runner.InTurnAsync(id, async () =>
    {
        var answer = await BeginAsync(id, order, by, ct).ConfigureAwait(false);
        if (answer is PlanAnswer.Done { Changed: true })
        {
            while (await runner.StepAsync(id, ct).ConfigureAwait(false))
            {
            }
        }
        return answer;
    }, ct);

    /// <summary>Undoes a plan that runs; what somebody changed meanwhile is kept and named.</summary>
    public Task<PlanAnswer> UndoAsync(string id, string reason, Person by, CancellationToken ct) => runner.InTurnAsync<PlanAnswer>(id, async () =>
    {
        if (book.Find(id) is not { } known)
            return PlanAnswer.NoSuchPlan(id);
        if (Against(reason, by) is { } against)
            return against;
        if (known.Run.Last is not { } last || last.Phase == PlanPhase.Failed)
            return new PlanAnswer.Refused("not-active", $"{id} is not in force; there is nothing to undo.");
        if (last.Phase is not (PlanPhase.Undone or PlanPhase.Undoing) && !await runner.EndAsync(known, by.Name, reason, ct).ConfigureAwait(false))
            return new PlanAnswer.NotKept();
        while (await runner.StepAsync(id, ct).ConfigureAwait(false))
        {
        }
        return new PlanAnswer.Done(last.IsGoing);
    }, ct);

    /// <summary>Agrees that a plan may run. An approver's word is the second person's, for what takes two.</summary>
    public Task<PlanAnswer> ArmAsync(string id, string reason, Person by, CancellationToken ct)
    {
        // As with proposals: where persons have tokens of their own, a secret of the site does not speak for a second one.
        var seconds = by.Level >= OperatorLevel.Approver && (by.IsOwn || !operators.All.Values.Any(known => known.Level == OperatorLevel.Approver));
        return NoteAsync(id, "plan-arm", reason, by, known =>
            known.Run.Last is { IsGoing: true } ? new PlanAnswer.Refused("active", $"{id} runs; undo it first.")
            : known.Plan.Trigger.At is { } at && at + options.Grace < time.GetUtcNow() ? new PlanAnswer.Refused("over", $"The time of {id} is over; give it another with `seawall config set plan/{id}`.")
            : null,
            run => run with
            {
                Armed = [.. run.Armed.Where(arming => !string.Equals(arming.By, by.Name, StringComparison.OrdinalIgnoreCase)), new PlanArming(by.Name, seconds, time.GetUtcNow(), reason, book.Find(id)!.Plan.Definition)],
            }, ct);
    }

    /// <summary>Takes back what was agreed: a scheduled plan does not run by itself any more.</summary>
    public Task<PlanAnswer> DisarmAsync(string id, string reason, Person by, CancellationToken ct) =>
        NoteAsync(id, "plan-disarm", reason, by, known => known.Run.Armed.Count == 0 ? new PlanAnswer.Done(false) : null, run => run with { Armed = [] }, ct);

    /// <summary>Notes a rehearsal that went well.</summary>
    /// <param name="build">The build it was on; null for the running one.</param>
    public Task<PlanAnswer> RehearsedAsync(string id, string? build, string drill, string evidence, string reason, Person by, CancellationToken ct) =>
        NoteAsync(id, "plan-rehearsed", reason.Length > 0 ? reason : $"rehearsed by {drill}", by, _ => null,
            run => run with { Rehearsal = new PlanRehearsal(build ?? Build, time.GetUtcNow(), drill, evidence, by.Name, book.Find(id)!.Plan.Definition) }, ct);

    /// <summary>Whether a scheduled plan is to run now, or to be said to have missed its time.</summary>
    public bool IsDue(KnownPlan known) =>
        known.Plan.Trigger.At is { } at && at - runner.Ahead <= time.GetUtcNow() && known.Run.Last is not { IsGoing: true }
        && known.Run.Armed.Any(arming => arming.Definition == known.Plan.Definition) && known.Run.Find(NameOf(at)) is null;

    /// <summary>Runs a scheduled plan in the name of who armed it first, the others agreeing; what is against it is noted, so that it is said once.</summary>
    public Task RunScheduledAsync(KnownPlan known, CancellationToken ct) => runner.InTurnAsync(known.Plan.Id, async () =>
    {
        var id = known.Plan.Id;
        if (book.Find(id) is not { } now || !IsDue(now))
            return false;
        var (at, first) = (now.Plan.Trigger.At!.Value, StandingOf(now).Armed[0]);
        PlanAnswer answer = at + options.Grace < time.GetUtcNow() ? new PlanAnswer.Refused("missed", $"Its time, {at:O}, passed without it: no node of the control center was up.")
            : await BeginAsync(id, new PlanOrder(first.Reason) { At = at > time.GetUtcNow() ? at : null, Idempotency = NameOf(at) }, new Person(first.By, OperatorLevel.Operator), ct).ConfigureAwait(false);
        if (answer is PlanAnswer.Refused refused && book.Find(id) is { } still)
        {
            var failed = Activation(still, new PlanOrder(first.Reason) { Idempotency = NameOf(at) }, first.By, null, null) with { Phase = PlanPhase.Failed, End = new PlanEnd(PlanRunner.Self, refused.Why, time.GetUtcNow(), [], null, null) };
            await runner.NoteAsync(still, still.Run.Begin(failed), "plan-failed", PlanRunner.Self, Shortened(refused.Why), ct).ConfigureAwait(false);
        }
        while (await runner.StepAsync(id, ct).ConfigureAwait(false))
        {
        }
        return true;
    }, ct);

    private async Task<PlanAnswer> BeginAsync(string id, PlanOrder order, Person by, CancellationToken ct)
    {
        if (book.Find(id) is not { } known)
            return PlanAnswer.NoSuchPlan(id);
        if (known.Run.Find(order.Idempotency) is not null || known.Run.Last is { IsGoing: true })
            return new PlanAnswer.Done(false);
        if (Against(order.Reason, by) is { } against)
            return against;
        var now = time.GetUtcNow();
        if (order.At is { } at && (at < now || at - now > FarthestAhead))
            return new PlanAnswer.Refused("at", $"at must lie ahead, by at most {FarthestAhead.TotalDays:0} days");
        var (config, standing) = (store.Current, StandingOf(known));
        var decided = PlanChanges.Of(config, known.Plan, instances.Running);
        KeyChange[] changes = [.. decided.Changes.Select(change => new KeyChange(change.Key, config[change.Key], change.Expected ?? 0, change.Value))];
        IReadOnlyList<KeyFault> faults = decided.Faults.Count > 0 ? decided.Faults : checks.Faults(config, changes);
        if (faults.Count > 0)
            return new PlanAnswer.Invalid(faults);
        var second = standing.SecondBeside(by.Name);
        if (second is null && guard.NeedsSecond(config, changes) is { } why)
            return NeedsSecond(id, by, why);
        if (second is null && order.AtOnce && standing.StagedWhy is { } notFresh)
            return NeedsSecond(id, by, $"{notFresh}, so that going out at once takes two persons; without --at-once it goes out step by step");
        if (known.Plan.Before is { } before && await looks.LookAsync(before, config.Revision, ct).ConfigureAwait(false) is { Holds: false } look)
            return new PlanAnswer.Refused("before", $"What must hold before {id} runs does not: {look.Said}");
        var staged = order.AtOnce ? null : standing.StagedWhy ?? (order.Staged ? "asked for" : null);
        var outcome = await runner.NoteAsync(known, known.Run.Begin(Activation(known, order, by.Name, second, staged)), "plan-start", by.Name, order.Reason, ct).ConfigureAwait(false);
        return outcome switch
        {
            PublishOutcome.Published => new PlanAnswer.Done(true),
            PublishOutcome.Conflicted when book.Find(id)?.Run.Last is { IsGoing: true } => new PlanAnswer.Done(false),
            PublishOutcome.Conflicted => new PlanAnswer.Refused("conflict", $"Somebody else did something with {id} at the same moment; look again, then decide."),
            _ => new PlanAnswer.NotKept(),
        };
    }

    private PlanActivation Activation(KnownPlan known, PlanOrder order, string actor, string? agreedBy, string? stagedWhy) => new()
    {
        Number = (known.Run.Last?.Number ?? 0) + 1,
        Phase = PlanPhase.Starting,
        Actor = actor,
        Reason = order.Reason,
        AgreedBy = agreedBy,
        Idempotency = order.Idempotency,
        Began = time.GetUtcNow(),
        At = order.At,
        StagedWhy = stagedWhy,
        Definition = known.Plan.Definition,
        Ran = instances.NamesOf(known.Plan),
    };

    private Task<PlanAnswer> NoteAsync(string id, string action, string reason, Person by, Func<KnownPlan, PlanAnswer?> why, Func<PlanRun, PlanRun> next, CancellationToken ct) => runner.InTurnAsync(id, async () =>
    {
        if (book.Find(id) is not { } known)
            return PlanAnswer.NoSuchPlan(id);
        if ((Against(reason, by) ?? why(known)) is { } against)
            return against;
        return await runner.NoteAsync(known, next(known.Run), action, by.Name, reason, ct).ConfigureAwait(false) switch
        {
            PublishOutcome.Published => new PlanAnswer.Done(true),
            PublishOutcome.Conflicted => new PlanAnswer.Refused("conflict", $"Somebody else did something with {id} at the same moment; look again, then decide."),
            _ => new PlanAnswer.NotKept(),
        };
    }, ct);

    private PlanAnswer.Refused? Against(string reason, Person by) =>
        guard.Refusal(by) is { } refusal ? new PlanAnswer.Refused("refused", refusal)
        : string.IsNullOrWhiteSpace(reason) || reason.Length > 1_000 ? new PlanAnswer.Refused("reason", "say why, in 1 to 1000 characters; it is kept in history and audit")
        : null;

    private static PlanAnswer.Refused NeedsSecond(string id, Person by, string why) =>
        new("needs-second", $"{why}. Another person with the level approver agrees with `seawall plan arm {id} --as NAME --reason WHY`; then {by.Name} runs it.");

    private static string NameOf(DateTimeOffset at) => $"schedule/{at.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}";

    private static string Shortened(string text) => text.Length <= 1_000 ? text : text[..1_000];
}
