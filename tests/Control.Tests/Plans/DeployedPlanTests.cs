using Seawall.Alerts.Entries;
using Seawall.Control.Plans;

namespace Seawall.Control.Tests.Plans;

public sealed class DeployedPlanTests : IDisposable
{
    private readonly PlanBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Each_plan_that_a_fresh_site_has_previews_and_runs_and_is_undone_without_a_fault()
    {
        await _bench.SeedAsync();
        Assert.Equal(_bench.Store.Current.Under("plan/").Count(), _bench.Desk.All.Count);
        Assert.Superset(new HashSet<string>(["cache-down-catalog", "database-slow-main", "flood-batch", "process-lost-reviews", "midnight"]), _bench.Desk.All.Select(known => known.Plan.Id).ToHashSet());
        foreach (var known in _bench.Desk.All)
        {
            var id = known.Plan.Id;
            var before = Values();
            var preview = _bench.Desk.Preview(known);
            Assert.True(preview is { Faults: [], Conflicts: [], AsWanted: [], NeedsSecond: null } && preview.Keys.Count == known.Plan.Actions.Count, $"{id}: {preview}");
            await _bench.RehearseAsync(id);
            await _bench.RunAsync(id);
            Assert.All(preview.Keys.Where(key => !key.Key.StartsWith("address/", StringComparison.Ordinal)), key => Assert.Equal(key.After, _bench.Store.Current[key.Key]));
            await _bench.PassAsync(6);
            Assert.Equal(PlanPhase.Active, _bench.Last(id).Phase);
            await _bench.Desk.UndoAsync(id, "a try", PlanBench.Ann, default);
            Assert.Equal(before, Values());
        }
    }

    [Fact]
    public void The_plan_that_the_guide_shows_is_one()
    {
        var guide = File.ReadAllText(Path.Combine(PlanBench.Deploy(), "..", "docs", "guide", "plans.md"));
        var begin = guide.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        var faults = new List<EntryFault>();
        PlanReader.Read("quiet-reviews", guide[begin..guide.IndexOf("```", begin, StringComparison.Ordinal)], faults);
        Assert.Empty(faults);
    }

    private Dictionary<string, string> Values() => _bench.Store.Current.Entries.Values.Where(entry => !entry.Key.StartsWith("run/", StringComparison.Ordinal)).ToDictionary(entry => entry.Key, entry => entry.Value);
}
