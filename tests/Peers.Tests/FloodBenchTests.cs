using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Peers.Flood;
using Seawall.Peers.Gate;

namespace Seawall.Peers.Tests;

public sealed class FloodBenchTests
{
    [Fact]
    public void What_is_pushed_to_gates_under_measurement_has_no_fault()
    {
        IReadOnlyList<GateRule> hundred = GateRule.ParseAll(Snapshot(GateRules.Hundred), out IReadOnlyList<string> faults);
        Assert.Empty(faults);
        Assert.Equal(100, hundred.Count);
        Assert.DoesNotContain(hundred, rule => rule.Match.Table.Means("pgbench_accounts") && rule.Match.Business.Means("pgbench") && rule.Match.Kind.Means("select") && IsBare(rule.Match));

        GateRule stops = Assert.Single(GateRule.ParseAll(Snapshot(FloodRules.On), out faults));
        Assert.Empty(faults);
        Assert.Equal((FloodRules.Rule, RuleMode.Enforce, "57014"), (stops.Name, stops.Mode, stops.Act.SqlState));
        Assert.NotNull(GateGrades.Parse(FloodRules.On[GateGrades.Key], out _));
        Assert.NotNull(GateConnections.Parse(FloodRules.On[GateConnections.Key], out _));
        Assert.NotNull(GateLimits.Parse(FloodRules.On[GateLimits.Key], out _));
        Assert.NotNull(InterceptionSettings.Parse(FloodRules.On[InterceptionSettings.Key], out _));
    }

    [Fact]
    public async Task Figures_say_what_core_met_how_often_the_flood_tried_again_and_what_it_was_told()
    {
        FloodPart quiet = await PartAsync([1, 2, 3], null);
        FloodPart on = await PartAsync([2, 4, 60], new FloodReport(new(10, 12, 1), new(5, 5, 5), [new("statement", "57014", "rule", 9), new("connection", "", "reset", 1)]));
        FloodPart off = await PartAsync([900, 900, 900], new FloodReport(new(10, 10, 10), new(5, 5, 5), []));

        Dictionary<string, Figure> figures = FloodFigures.Of([quiet], [on], [off]).Where(f => f.Case is "all" or "reports").ToDictionary(f => f.Name);

        Assert.Equal((0, 0), (figures["core_errors"].Seawall, figures["core_errors"].PeerValue));
        Assert.Equal((2.0 / 3, 0), (figures["core_within_50ms"].Seawall, figures["core_within_50ms"].PeerValue));
        Assert.Equal(2, figures["core_p50_to_quiet"].Seawall);
        Assert.Equal(1.2, figures["retry_amplification"].Seawall);
        Assert.Equal(0.9, figures["refused_with_text"].Seawall);
        Assert.Equal(["9 × statement 57014 rule", "1 × connection  reset"], FloodFigures.Texts([on]));
    }

    private static bool IsBare(RuleMatch match) => match.Fingerprint.Count == 0 && match.Role.IsAny && match.JoinsAtLeast == 0 && match.NoWhere is null && match.NoLimit is null;

    private static ConfigSnapshot Snapshot(IReadOnlyDictionary<string, string> entries) => ConfigSnapshot.Of(1, entries.Select(entry => new ConfigEntry(entry.Key, entry.Value, 1)));

    private static async Task<FloodPart> PartAsync(double[] milliseconds, FloodReport? flood)
    {
        OpenSlice slice = new();
        foreach (double time in milliseconds)
        {
            slice.Add();
            slice.Note(OpenLoad.Item, time, isWell: true);
        }
        await slice.DrainAsync(CancellationToken.None);
        return new FloodPart(slice, 0.1, flood);
    }
}
