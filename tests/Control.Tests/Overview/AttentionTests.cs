using Seawall.Control.Live;
using Seawall.Control.Margin;
using Seawall.Control.Overview;
using Seawall.Control.Processes;
using Seawall.Control.Readiness;
using Seawall.Kernel;

namespace Seawall.Control.Tests.Overview;

public sealed class AttentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 10, 1);
    private static readonly DateOnly SaleDay = new(2026, 11, 11);
    private static readonly LabReports Calm = new() { Margin = new MarginFigures { At = Now, Margin = new Interval(1.2, 1.5, 1.9) } };

    [Fact]
    public void A_site_that_is_as_it_should_be_needs_nobody() => Assert.Empty(Of(Site(new ProcessStatus("web", "healthy"))));

    [Theory]
    [InlineData("dead", "bad")]
    [InlineData("unhealthy", "bad")]
    [InlineData("starting", "warn")]
    [InlineData("held", "warn")]
    public void A_process_that_does_not_serve_is_named(string state, string tone)
    {
        var item = Assert.Single(Of(Site(new ProcessStatus("web", state))));
        Assert.Equal((tone, "attention.process", "/processes/web"), (item.Tone, item.Text, item.Link));
    }

    [Theory]
    [InlineData("up", null)]
    [InlineData("starting", null)]
    [InlineData("unwatched", "attention.phase.unwatched")]
    [InlineData("down", "attention.phase.down")]
    [InlineData("failed", "attention.phase.failed")]
    [InlineData("stopping", "attention.phase.stopping")]
    public void The_site_as_a_whole_is_told_unless_it_is_up(string phase, string? text) =>
        Assert.Equal(text, Of(new SiteStatus(phase, "", [])).SingleOrDefault()?.Text);

    [Fact]
    public void A_restart_is_told_while_it_is_fresh()
    {
        var young = new ProcessStatus("web", "healthy") { Restarts = 2, Uptime = TimeSpan.FromMinutes(3) };
        Assert.Equal("attention.restarted", Assert.Single(Of(Site(young))).Text);
        Assert.Empty(Of(Site(young with { Uptime = TimeSpan.FromHours(1) })));
    }

    [Fact]
    public void Silent_gates_and_failing_calls_come_first()
    {
        var sample = new LiveSample(Now, [new BusinessSample("trade", 100, 2, 1, 2), new BusinessSample("shops", 100, 0.5, 1, 2)], 0, ["gate-2"]);
        var reports = Calm with { Margin = Calm.Margin! with { Margin = new Interval(0.9, 1.1, 1.3), GivesFirst = "main" } };
        Assert.Equal(["attention.gate", "attention.errors", "attention.margin"], Of(Site(), sample, reports).Select(item => item.Text));
    }

    [Theory]
    [InlineData(0.9, 1.1, "warn")]
    [InlineData(0.5, 0.8, "bad")]
    public void A_margin_below_one_is_told(double low, double value, string tone) => Assert.Equal(
        tone, Assert.Single(Of(Site(), reports: new LabReports { Margin = new MarginFigures { At = Now, Margin = new Interval(low, value, 2) } })).Tone);

    [Fact]
    public void What_is_missing_damaged_or_old_among_the_reports_is_told()
    {
        Assert.Equal("attention.noCapacity", Assert.Single(Of(Site(), reports: new LabReports())).Text);
        Assert.Equal("attention.damaged", Assert.Single(Of(Site(), reports: new LabReports { Damaged = [new DamagedReport("forecast.json", "torn")] })).Text);
        Assert.Equal("attention.oldForecast", Assert.Single(Of(Site(), reports: Calm with { Margin = Calm.Margin! with { At = Now.AddDays(-9) } })).Text);
    }

    [Fact]
    public void Late_promises_weigh_more_than_those_that_have_time()
    {
        var seen = new PromiseCheck("a", "", false, "", Now, null);
        var board = new Board(SaleDay, [new Promise("DB-1", "", "", -62, [seen]), new Promise("DB-2", "", "", -10, [seen]), new Promise("DB-3", "", "", -62, [])]);
        Assert.Equal(
            [("attention.late", "bad", 2), ("attention.short", "warn", 1)],
            Attention.Of(Site(), null, Calm, board, Today, Now).Select(item => (item.Text, item.Tone, (int)item.Values[0])));
    }

    [Theory]
    [InlineData(true, null, true, null, PromiseState.Kept)]
    [InlineData(true, null, true, "too old", PromiseState.Stale)]
    [InlineData(true, null, false, null, PromiseState.Short)]
    public void A_promise_is_kept_when_all_its_checks_are(bool first, string? firstStale, bool second, string? secondStale, PromiseState state) => Assert.Equal(
        state, new Promise("DB-1", "", "", 0, [new PromiseCheck("a", "", first, "", Now, firstStale), new PromiseCheck("b", "", second, "", Now, secondStale)]).State);

    [Fact]
    public void A_promise_that_was_not_looked_at_is_late_after_its_day_and_not_on_it()
    {
        var promise = new Promise("DB-1", "", "", -41, [new PromiseCheck("a", "", false, "", null, null)]);
        Assert.Equal(PromiseState.NotLooked, promise.State);
        Assert.Equal((Today, false, true), (promise.DueOn(SaleDay), promise.IsLate(SaleDay, Today), promise.IsLate(SaleDay, Today.AddDays(1))));
        Assert.False((promise with { DueDays = null }).IsLate(SaleDay, Today));
    }

    private static SiteStatus Site(params ProcessStatus[] processes) => new("up", "", processes);

    private static IReadOnlyList<Attention> Of(SiteStatus site, LiveSample? now = null, LabReports? reports = null) =>
        Attention.Of(site, now, reports ?? Calm, new Board(SaleDay, []), Today, Now);
}
