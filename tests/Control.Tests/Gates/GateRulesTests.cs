using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Control.Config.Checks;
using Seawall.Control.Gates;
using Seawall.Control.Tests.Plans;

namespace Seawall.Control.Tests.Gates;

public sealed class GateRulesTests
{
    [Theory]
    [InlineData("rule/x", """{"act":{"kind":"refuse"}}""", "")]
    [InlineData("rule/x", """{"mode":"on","match":{"kind":["selct"]},"act":{"kind":"cap"}}""", "mode|match.kind[0]|act.concurrency")]
    [InlineData("rule/x", "[]", "")]
    [InlineData("gate/grades", """{"trade":"G7"}""", "trade")]
    [InlineData("gate/logins", """{"app":{"best":"G7","bussiness":"trade"}}""", "app.best|app.bussiness")]
    [InlineData("gate/logins", """{"app":{"business":"trade"}}""", "")]
    public void A_rule_that_no_gate_could_work_by_is_not_published(string key, string json, string places)
    {
        var services = new ServiceCollection();
        GateValueCheck.AddRules(services);
        using var provider = services.BuildServiceProvider();
        using var value = JsonDocument.Parse(json);
        var faults = provider.GetServices<IValueCheck>().Where(check => key.StartsWith(check.Prefix, StringComparison.Ordinal)).SelectMany(check => check.Check(key, value.RootElement)).ToList();
        Assert.Equal(json == "[]" ? [""] : places.Split('|', StringSplitOptions.RemoveEmptyEntries), faults.Select(fault => fault.Path));
    }

    [Fact]
    public async Task A_plan_puts_its_rules_in_force_in_one_revision_and_takes_them_back()
    {
        using var bench = new PlanBench();
        await bench.SetAsync(("rule/a-reports", """{"mode":"warn","act":{"kind":"refuse"}}"""));
        await bench.PlanAsync("peak", """
            {"kind":"rule","key":"rule/a-reports","value":{"mode":"enforce","act":{"kind":"refuse"}}},
            {"kind":"rule","key":"rule/b-search","value":{"mode":"enforce","act":{"kind":"cap","concurrency":4}}},
            {"kind":"rule","key":"gate/grades","value":{"trade":"G0"}}
            """);
        await bench.RehearseAsync("peak");

        var run = await bench.RunAsync("peak");

        var published = (await bench.History.FindAsync(run.Stages.Single().Revision, default))!;
        Assert.Equal(["gate/grades", "rule/a-reports", "rule/b-search", "run/peak"], published.Changes.Select(change => change.Key).Order(StringComparer.Ordinal));
        Assert.All(GateRule.ParseAll(bench.Store.Current, out _), rule => Assert.Equal(RuleMode.Enforce, rule.Mode));
        await bench.Desk.UndoAsync("peak", "over", PlanBench.Ann, default);
        Assert.Equal(("""{"mode":"warn","act":{"kind":"refuse"}}""", null), (bench.Store.Current["rule/a-reports"], bench.Store.Current["rule/b-search"]));
        Assert.Empty(bench.Store.Current.Under(ConfigKeys.Gate));
    }
}
