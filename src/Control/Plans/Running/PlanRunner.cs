using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Control.Arming;
using Seawall.Control.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Instances;
using Seawall.Control.Plans.Actions;
using Seawall.Control.Plans.Standing;

namespace Seawall.Control.Plans.Running;

/// <summary>
/// Takes plans from phase to phase. Each step is one publish of the plan's keys and of how it stands together, which holds only while nobody else took the step:
/// whoever dies in between, on whichever node, leaves it before the step or after it, and the next look goes on from there.
/// </summary>
internal sealed partial class PlanRunner(
    IConfigStore store, Lazy<ConfigHistory> history, PlanBook book, IArmedPublisher publisher, PlanLooks looks, PlanInstances instances, PlanOptions options, TimeProvider time, ILogger<PlanRunner> log)
{
    /// <summary>Who acts when nobody did: time is over, or a check failed.</summary>
    public const string Self = "seawall";

    private const int Attempts = 5;
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>How long before its moment a plan is handed to the processes.</summary>
    public TimeSpan Ahead => options.ArmWithin + Lead;

    /// <summary>Does something with a plan while this node does nothing else with it.</summary>
    public async Task<T> InTurnAsync<T>(string id, Func<Task<T>> work, CancellationToken ct)
    {
        var turn = _turns.GetOrAdd(id, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Takes a plan as far as it goes now.</summary>
    public Task AdvanceAsync(string id, CancellationToken ct) => InTurnAsync(id, async () =>
    {
        while (await StepAsync(id, ct).ConfigureAwait(false))
        {
        }
        return true;
    }, ct);

    /// <summary>One step, in the plan's turn; false when there is none to take now.</summary>
    public Task<bool> StepAsync(string id, CancellationToken ct)
    {
        if (book.Find(id) is not { Run.Last: { } last } known)
            return Task.FromResult(false);
        var now = time.GetUtcNow();
        return last.Phase switch
        {
            PlanPhase.Starting when last.At - Ahead > now => Task.FromResult(false),
            PlanPhase.Starting when now - (last.At ?? last.Began) > options.Grace => GiveUpAsync(known, last, "it did not come into force in time", ct),
            PlanPhase.Starting => PutInForceAsync(known, last, ct),
            PlanPhase.Checking or PlanPhase.Active when last.RevertAt <= now => EndAsync(known, Self, $"its {known.Plan.AutoRevert?.TotalMinutes:0} minutes are over", ct),
            PlanPhase.Checking => CheckAsync(known, last, ct),
            PlanPhase.Undoing => UndoAsync(known, last, ct),
            PlanPhase.Undone when last.End is { UndoHeld: null } => CheckUndoneAsync(known, last, ct),
            _ => Task.FromResult(false),
        };
    }

    /// <summary>Notes how a plan stands; false when somebody else did meanwhile.</summary>
    public async Task<PublishOutcome> NoteAsync(KnownPlan known, PlanRun run, string action, string actor, string reason, CancellationToken ct)
    {
        var outcome = await store.PublishAsync(new PublishRequest { Changes = [Entry(known, run)], Action = action, Actor = actor, Reason = reason }, ct).ConfigureAwait(false);
        if (outcome is not (PublishOutcome.Published or PublishOutcome.Conflicted))
            Log.Failed(log, known.Plan.Id, outcome);
        return outcome;
    }

    /// <summary>Decides that a plan ends; the next step undoes it.</summary>
    public async Task<bool> EndAsync(KnownPlan known, string by, string why, CancellationToken ct) =>
        await NoteAsync(known, known.Run with { Last = known.Run.Last! with { Phase = PlanPhase.Undoing, End = new PlanEnd(by, why, time.GetUtcNow(), [], null, null) } }, "plan-end", by, why, ct).ConfigureAwait(false)
            is PublishOutcome.Published or PublishOutcome.Conflicted;

    private async Task<bool> PutInForceAsync(KnownPlan known, PlanActivation last, CancellationToken ct)
    {
        var staged = last.StagedWhy is not null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var now = time.GetUtcNow();
            var (stage, changes) = await NextAsync(known, last, staged, ct).ConfigureAwait(false);
            if (stage == PlanStages.All && known.Plan.Actions.OfType<InstanceAction>().Any())
            {
                if (await StartInstancesAsync(known, last, ct).ConfigureAwait(false) is { } fault)
                    return await StopAsync(known, last, fault, ct).ConfigureAwait(false);
                (_, changes) = await NextAsync(known, last, staged, ct).ConfigureAwait(false);
            }
            if (changes.Faults.Count > 0)
                return await StopAsync(known, last, string.Join("; ", changes.Faults.Select(fault => $"{fault.Key} {fault.Message}")), ct).ConfigureAwait(false);
            var began = last.At > now ? last.At.Value : now;
            var next = last with
            {
                Phase = PlanPhase.Checking,
                Stages = [.. last.Stages, new PlanStage(stage, began, 0)],
                Keys = [.. last.Keys.Union(changes.Changes.Select(change => change.Key), StringComparer.Ordinal)],
                Started = instances.StartedSince(known.Plan, last.Ran),
                RevertAt = last.RevertAt ?? began + known.Plan.AutoRevert,
            };
            var outcome = await PublishAsync(known, known.Run with { Last = next }, changes.Changes, $"{last.Stages.Count}", attempt, last.Stages.Count == 0 ? last.At : null, last.Actor, last.Reason, "plan-run", ct).ConfigureAwait(false);
            switch (outcome)
            {
                case PublishOutcome.Published:
                    return true;
                case PublishOutcome.Conflicted conflicted when conflicted.Conflicts.Any(conflict => conflict.Key == KeyOf(known)):
                    return true;
                case PublishOutcome.Conflicted:
                    continue;
                case PublishOutcome.NotKept:
                    return false;
                default:
                    return await StopAsync(known, last, Words(outcome), ct).ConfigureAwait(false);
            }
        }
        return false;
    }

    private async Task<string?> StartInstancesAsync(KnownPlan known, PlanActivation last, CancellationToken ct)
    {
        try
        {
            await instances.StartAsync(known.Plan, last.Ran, ct).ConfigureAwait(false);
            return null;
        }
        catch (InstanceException e)
        {
            return e.Message;
        }
    }

    // Nobody is sent there any more; what does not end by itself is left to the watchdog and the log.
    private async Task EndInstancesAsync(KnownPlan known, PlanActivation last, CancellationToken ct)
    {
        try
        {
            await instances.EndAsync(known.Plan, last.Stages.Count > 0 ? last.Started : instances.StartedSince(known.Plan, last.Ran), ct).ConfigureAwait(false);
        }
        catch (InstanceException e)
        {
            Log.NotEnded(log, known.Plan.Id, e.Message);
        }
    }

    // Stages in which there is nothing to try are passed over.
    private async Task<(string Stage, PlanChanges Changes)> NextAsync(KnownPlan known, PlanActivation last, bool staged, CancellationToken ct)
    {
        var done = last.Stages;
        while (true)
        {
            var stage = PlanStages.After(done, staged) ?? PlanStages.All;
            var some = PlanStages.Some(stage, looks.Fleet);
            var changes = await history.Value.WorkOutAsync([.. last.Stages.Select(past => past.Revision)], (config, past, lastChange) => PlanChanges.Of(config, known.Plan, some, action => instances.AddressesOf(action.Service), past, lastChange), ct).ConfigureAwait(false);
            if (stage == PlanStages.All || changes.Changes.Count > 0 || changes.Faults.Count > 0)
                return (stage, changes);
            done = [.. done, new PlanStage(stage, default, 0)];
        }
    }

    private async Task<bool> CheckAsync(KnownPlan known, PlanActivation last, CancellationToken ct)
    {
        var stage = last.Stages[^1];
        if (await looks.LookAsync($"{known.Plan.Id}.{last.Number}.{last.Stages.Count}", known.Plan.Check, stage.Revision, ct).ConfigureAwait(false) is not { } look)
            return false;
        if (!look.Holds)
            return await EndAsync(known, Self, $"stage {stage.Name}: {look.Said}", ct).ConfigureAwait(false);
        var passed = last with { Checked = look.Said };
        if (stage.Name != PlanStages.All)
            return await PutInForceAsync(known, passed, ct).ConfigureAwait(false);
        return await NoteAsync(known, known.Run with { Last = passed with { Phase = PlanPhase.Active } }, "plan-check", Self, $"the check of {known.Plan.Id} held: {look.Said}", ct).ConfigureAwait(false) is PublishOutcome.Published;
    }

    private async Task<bool> UndoAsync(KnownPlan known, PlanActivation last, CancellationToken ct)
    {
        var end = last.End!;
        if (last.Stages.Count == 0)
        {
            await publisher.CancelAsync(ArmedId(known, last, "0", 0), end.By, end.Why, ct).ConfigureAwait(false);
            return await GiveUpAsync(known, last, end.Why, ct).ConfigureAwait(false);
        }
        var left = new HashSet<string>(StringComparer.Ordinal);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var back = await history.Value.WorkOutAsync([.. last.Stages.Select(past => past.Revision)], (config, past, lastChange) => PlanChanges.Undo(config, last.Keys, past, lastChange), ct).ConfigureAwait(false);
            WantedChange[] changes = [.. back.Changes.Where(change => !left.Contains(change.Key))];
            var next = last with { Phase = PlanPhase.Undone, End = end with { At = time.GetUtcNow(), Kept = [.. back.Kept.Select(kept => kept.Key).Union(left, StringComparer.Ordinal)] } };
            var outcome = await PublishAsync(known, known.Run with { Last = next }, changes, "undo", attempt, null, end.By, end.Why, "plan-undo", ct).ConfigureAwait(false);
            switch (outcome)
            {
                case PublishOutcome.Published:
                    return true;
                case PublishOutcome.Conflicted conflicted when conflicted.Conflicts.Any(conflict => conflict.Key == KeyOf(known)):
                    return true;
                case PublishOutcome.Conflicted:
                    continue;
                case PublishOutcome.Invalid invalid when invalid.Faults.Any(fault => left.Add(fault.Key)):
                    // What may not stand as it stood, because what it must meet was changed, is left and named.
                    continue;
                default:
                    return false;
            }
        }
        return false;
    }

    private async Task<bool> CheckUndoneAsync(KnownPlan known, PlanActivation last, CancellationToken ct)
    {
        await EndInstancesAsync(known, last, ct).ConfigureAwait(false);
        var revision = known.RunRevision;
        if (await looks.LookAsync($"{known.Plan.Id}.{last.Number}.undo", known.Plan.UndoCheck, revision, ct).ConfigureAwait(false) is not { } look)
            return false;
        var noted = known.Run with { Last = last with { End = last.End! with { UndoHeld = look.Holds, UndoChecked = look.Said } } };
        if (!look.Holds)
            Log.UndoCheckFailed(log, known.Plan.Id, look.Said);
        await NoteAsync(known, noted, "plan-check", Self, $"the check after undoing {known.Plan.Id} {(look.Holds ? "held" : "did not hold")}: {look.Said}", ct).ConfigureAwait(false);
        return false;
    }

    // Before anything is in force it has failed; after that it is undone.
    private Task<bool> StopAsync(KnownPlan known, PlanActivation last, string why, CancellationToken ct) =>
        last.Stages.Count == 0 ? GiveUpAsync(known, last, why, ct) : EndAsync(known, Self, why, ct);

    private async Task<bool> GiveUpAsync(KnownPlan known, PlanActivation last, string why, CancellationToken ct)
    {
        await EndInstancesAsync(known, last, ct).ConfigureAwait(false);
        var end = last.End ?? new PlanEnd(Self, why, time.GetUtcNow(), [], null, null);
        await NoteAsync(known, known.Run with { Last = last with { Phase = PlanPhase.Failed, End = end } }, "plan-failed", end.By, why, ct).ConfigureAwait(false);
        return false;
    }

    private async Task<PublishOutcome> PublishAsync(
        KnownPlan known, PlanRun run, IReadOnlyList<WantedChange> changes, string step, int attempt, DateTimeOffset? at, string actor, string reason, string action, CancellationToken ct)
    {
        var publish = new PublishRequest { Changes = [.. changes, Entry(known, run)], Actor = actor, Reason = reason, AgreedBy = run.Last!.AgreedBy, Action = action };
        var request = new ArmedRequest(ArmedId(known, run.Last, step, attempt), publish, at > time.GetUtcNow() ? at : null, options.ArmWithin, EvenIfNotAll: true);
        var outcome = await publisher.PublishAsync(request, ct).ConfigureAwait(false);
        if (outcome.Missing.Count > 0)
            Log.Late(log, known.Plan.Id, string.Join(", ", outcome.Missing));
        if (outcome.Outcome is not (PublishOutcome.Published or PublishOutcome.Conflicted))
            Log.Failed(log, known.Plan.Id, outcome.Outcome);
        return outcome.Outcome;
    }

    private static string ArmedId(KnownPlan known, PlanActivation last, string step, int attempt) => $"{known.Plan.Id}.{last.Number}.{step}.{attempt}";

    private static WantedChange Entry(KnownPlan known, PlanRun run) => new(KeyOf(known), run.ToJson(), known.RunRevision);

    private static string KeyOf(KnownPlan known) => ConfigKeys.Run + known.Plan.Id;

    private static string Words(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Invalid invalid => string.Join("; ", invalid.Faults.Select(fault => $"{fault.Key} {fault.Path} {fault.Message}".Replace("  ", " ", StringComparison.Ordinal))),
        PublishOutcome.Refused refused => refused.Why,
        PublishOutcome.Waits waits => waits.Why,
        _ => outcome.ToString(),
    };

    private static partial class Log
    {
        [LoggerMessage(5600, LogLevel.Error, "Plan {Plan} could not take its step: {Outcome}")]
        public static partial void Failed(ILogger logger, string plan, PublishOutcome outcome);

        [LoggerMessage(5601, LogLevel.Warning, "Plan {Plan} is undone, but {Said}")]
        public static partial void UndoCheckFailed(ILogger logger, string plan, string said);

        [LoggerMessage(5603, LogLevel.Warning, "Plan {Plan} is over, but an instance it had started did not end: {Why}")]
        public static partial void NotEnded(ILogger logger, string plan, string why);

        [LoggerMessage(5602, LogLevel.Warning, "Plan {Plan} is in force; late are {Missing}")]
        public static partial void Late(ILogger logger, string plan, string missing);
    }
}
