using System.Collections.Immutable;
using Seawall.Alerts.Entries;
using Seawall.Client.Config;
using Seawall.Control.Config;

namespace Seawall.Control.Plans;

/// <summary>The plans of the config center and how each stands, read anew when their entries change.</summary>
internal sealed class PlanBook(IConfigStore store)
{
    private volatile Read _read = new(-1, ImmutableDictionary<string, KnownPlan>.Empty);

    /// <summary>All plans, by name.</summary>
    public IReadOnlyList<KnownPlan> All => [.. Current().Values.OrderBy(known => known.Plan.Id, StringComparer.Ordinal)];

    /// <summary>Null when there is none of this name.</summary>
    public KnownPlan? Find(string id) => Current().GetValueOrDefault(id);

    private ImmutableDictionary<string, KnownPlan> Current()
    {
        var (config, read) = (store.Current, _read);
        if (read.Revision == config.Revision)
            return read.Plans;
        var plans = config.Under(ConfigKeys.Plan).Select(entry => Known(read.Plans, entry, config.Entries.GetValueOrDefault(ConfigKeys.Run + entry.Key[ConfigKeys.Plan.Length..]))).OfType<KnownPlan>();
        _read = read = new Read(config.Revision, plans.ToImmutableDictionary(known => known.Plan.Id, StringComparer.Ordinal));
        return read.Plans;
    }

    private static KnownPlan? Known(ImmutableDictionary<string, KnownPlan> former, ConfigEntry entry, ConfigEntry? run)
    {
        var id = entry.Key[ConfigKeys.Plan.Length..];
        if (former.GetValueOrDefault(id) is { } known && known.PlanRevision == entry.Revision && known.RunRevision == (run?.Revision ?? 0))
            return known;
        var faults = new List<EntryFault>();
        var plan = PlanReader.Read(id, entry.Value, faults);
        return faults.Count > 0 ? null : new KnownPlan(plan, entry.Revision, PlanRun.Of(run), run?.Revision ?? 0);
    }

    private sealed record Read(long Revision, ImmutableDictionary<string, KnownPlan> Plans);
}

/// <summary>A plan and how it stands.</summary>
/// <param name="RunRevision">The revision of <c>run/{id}</c>, which a change of it expects; 0 when there is none.</param>
internal sealed record KnownPlan(Plan Plan, long PlanRevision, PlanRun Run, long RunRevision);
