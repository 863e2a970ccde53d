using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Plans.Actions;

namespace Seawall.Control.Plans.Standing;

/// <summary>What a plan comes to on what stands.</summary>
/// <param name="Changes">What to publish, with the revision each key must still have; keys that are as wanted already are left out.</param>
/// <param name="Kept">Keys that somebody changed since an earlier stage; they are left to that person.</param>
/// <param name="Waiting">Keys that can't be tried on some and wait for the last stage.</param>
internal sealed record PlanChanges(IReadOnlyList<WantedChange> Changes, IReadOnlyList<KeyFault> Faults, IReadOnlyList<string> Kept, IReadOnlyList<string> Waiting)
{
    /// <summary>What a stage changes.</summary>
    /// <param name="some">On whom it tries the plan; null for all.</param>
    /// <param name="running">Where the instances of a service are reached; null where this control center starts none.</param>
    /// <param name="before">The revisions of the stages before it; a key stood as the first of them found it.</param>
    /// <param name="lastChange">The revision that touched a key last.</param>
    public static PlanChanges Of(ConfigSnapshot config, Plan plan, TrySome? some, Func<InstanceAction, IReadOnlyList<Uri>>? running, IReadOnlyList<Revision> before, Func<string, long> lastChange)
    {
        var (changes, faults, kept, waiting) = (new List<WantedChange>(), new List<KeyFault>(), new List<string>(), new List<string>());
        foreach (var action in plan.Actions)
        {
            var stands = config.Entries.GetValueOrDefault(action.Key);
            var touches = before.SelectMany(revision => revision.Changes, (revision, change) => (revision.Number, Change: change)).Where(touch => touch.Change.Key == action.Key).ToList();
            if (touches.Count > 0 && lastChange(action.Key) != touches[^1].Number)
            {
                kept.Add(action.Key);
                continue;
            }
            var value = action.Decide(new ActionStand(touches.Count > 0 ? touches[0].Change.Before : stands?.Value, some, running));
            if (value.Fault is { } fault)
                faults.Add(new KeyFault(action.Key, "", fault));
            else if (value.Waits)
                waiting.Add(action.Key);
            else if (value.Value != stands?.Value)
                changes.Add(new WantedChange(action.Key, value.Value, stands?.Revision ?? 0));
        }
        return new PlanChanges(changes, faults, kept, waiting);
    }

    /// <summary>What running it now and at once would change.</summary>
    public static PlanChanges Of(ConfigSnapshot config, Plan plan, Func<InstanceAction, IReadOnlyList<Uri>>? running) =>
        Of(config, plan, null, running, [], key => config.Entries.GetValueOrDefault(key)?.Revision ?? 0);

    /// <summary>The way back from all stages: each key as the first of them found it, unless somebody changed it since the last of them that touched it.</summary>
    public static InversePatch Undo(ConfigSnapshot config, IReadOnlyCollection<string> keys, IReadOnlyList<Revision> stages, Func<string, long> lastChange)
    {
        var patches = stages.SelectMany(revision => revision.Changes, (revision, change) => (Revision: revision, Change: change))
            .Where(touch => keys.Contains(touch.Change.Key))
            .GroupBy(touch => touch.Change.Key, StringComparer.Ordinal)
            .Select(touches => InversePatch.Undo(config, touches.Last().Revision with { Changes = [touches.Last().Change with { Before = touches.First().Change.Before }] }, lastChange))
            .ToList();
        return new InversePatch([.. patches.SelectMany(patch => patch.Changes)], [.. patches.SelectMany(patch => patch.Kept)]);
    }
}
