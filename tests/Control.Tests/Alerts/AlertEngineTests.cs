using Microsoft.Extensions.DependencyInjection;
using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Client.Config;
using Seawall.Control.Alerts;

namespace Seawall.Control.Tests.Alerts;

public sealed class AlertEngineTests
{
    [Fact]
    public async Task A_rule_fires_for_each_subject_over_its_limit_and_reaches_the_log()
    {
        await using var host = await AlertSite.StartAsync(null, ("alert/cpu", AlertSite.Rule));
        host.Metrics().Add("cpu", 0.95, ("process", "trade"));
        host.Metrics().Add("cpu", 0.5, ("process", "web"));
        await host.LookAsync();
        Assert.Equal("cpu:trade", Assert.Single(host.Desk().Current.Book.Open).Key);
        await host.UntilAsync("it was delivered", () => host.Desk().Current.Journal.Count > 0);
        Assert.Equal(("log", MessageKind.Firing, DeliveryOutcome.Delivered), (host.Desk().Current.Journal[0].Outlet, host.Desk().Current.Journal[0].Kind, host.Desk().Current.Journal[0].Outcome));
    }

    [Fact]
    public async Task Errors_among_calls_are_judged_by_business_and_no_errors_are_well()
    {
        const string Errors = """
            {"kind":"ratio","what":"Errors","metric":"calls","labels":{"outcome":"error"},"per":{"metric":"calls"},"atLeast":1,"each":"business","over":0.05,"window":"1m","owner":"o","plan":"p"}
            """;
        await using var host = await AlertSite.StartAsync(null, ("alert/errors", Errors));
        host.Metrics().Add("calls", 900, ("business", "trade"), ("outcome", "ok"));
        host.Metrics().Add("calls", 100, ("business", "trade"), ("outcome", "error"));
        host.Metrics().Add("calls", 900, ("business", "catalog"), ("outcome", "ok"));
        host.Metrics().Add("calls", 3, ("business", "shops"), ("outcome", "error"));
        await host.LookAsync();
        var alert = Assert.Single(host.Desk().Current.Book.Open.Values);
        Assert.Equal(("errors:trade", "Errors: trade 0.1, limit 0.05"), (alert.Key, alert.Summary));
    }

    [Fact]
    public async Task A_rule_that_is_taken_away_ends_its_alerts_and_one_read_anew_keeps_them()
    {
        await using var host = await AlertSite.StartAsync(null, ("alert/cpu", AlertSite.Rule));
        var live = host.Services.GetRequiredService<LiveConfig>();
        host.Metrics().Add("cpu", 0.95, ("process", "trade"));
        await host.LookAsync();
        live.Swap(live.Current.With(2, [new ConfigChange("alert/cpu", AlertSite.Rule.Replace("0.9,", "0.8,", StringComparison.Ordinal), 2)]));
        await host.LookAsync();
        Assert.False(Assert.Single(host.Desk().Current.Book.Open.Values).IsQuiet);
        live.Swap(live.Current.With(3, [new ConfigChange("alert/cpu", null, 3)]));
        await host.LookAsync();
        Assert.True(Assert.Single(host.Desk().Current.Book.Open.Values).IsQuiet);
    }

    [Fact]
    public async Task What_a_rule_raised_before_a_restart_ends_when_its_series_is_well_again()
    {
        await using var host = await AlertSite.StartAsync(null, ("alert/cpu", AlertSite.Rule));
        host.Desk().Take([new AlertSignal("cpu:trade", true, host.Time.GetUtcNow(), "s", "o", "p") { Source = "rule/cpu", Rule = "cpu" }]);
        host.Metrics().Add("cpu", 0.2, ("process", "trade"));
        await host.LookAsync();
        Assert.True(Assert.Single(host.Desk().Current.Book.Open.Values).IsQuiet);
    }

    [Fact]
    public async Task A_site_whose_watchdog_is_gone_is_an_alert_until_it_is_back()
    {
        var sources = FakeSite.Filled();
        var up = sources.Site;
        await using var host = await AlertSite.StartAsync(sources);
        sources.Site = up with { Phase = "unwatched" };
        await host.LookAsync();
        Assert.Equal("no watchdog runs: what crashes stays down", host.Desk().Current.Book.Open["process:watchdog"].Summary);
        sources.Site = up;
        await host.LookAsync();
        Assert.True(host.Desk().Current.Book.Open["process:watchdog"].IsQuiet);
    }

    [Fact]
    public async Task Every_evaluation_leaves_a_sign_of_life_and_the_policy_for_the_watchdog()
    {
        await using var host = await AlertSite.StartAsync(null, ("alert/cpu", AlertSite.Rule), ("outlet/a", """{"kind":"log"}"""), ("item/web/rows", """{"value":1}"""));
        await host.LookAsync();
        var folder = host.Services.GetRequiredService<AlertOptions>().Folder;
        Assert.Equal(host.Services.GetRequiredService<AlertEngine>().LastEvaluation, Heartbeat.Read(folder.Heartbeat));
        var policy = PolicyCopy.Read(folder.Policy, _ => { });
        Assert.Equal(("cpu", "a"), (Assert.Single(policy!.Rules).Name, Assert.Single(policy.Outlets).Name));
    }
}
