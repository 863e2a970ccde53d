using Seawall.Drills.Runs;

namespace Seawall.Drills.Tests.Runs;

public sealed class DrillRunTests
{
    private static readonly DrillLengths Short = new() { Before = 0.02, Fault = 0.02, Plan = 0.02, After = 0.02 };

    private readonly FakeDrillSite _site = new();

    [Fact]
    public async Task A_drill_breaks_answers_mends_and_puts_back_in_this_order()
    {
        var report = await RunAsync(Drill());
        Assert.Empty(report.Why);
        Assert.True(report.Passed);
        Assert.Equal(["shoppers", "fault kill", "run cache-down", "mark", "end", "undo cache-down", "books"], _site.Acts);
        Assert.Equal([DrillPhase.Before, DrillPhase.Fault, DrillPhase.Plan, DrillPhase.After], report.Phases.Select(part => part.Phase));
        Assert.Equal((7, true, "fake"), (report.Revision, report.PlanUndone, report.Site));
        Assert.NotNull(report.DegradeMs);
        Assert.NotNull(report.RecoverMs);
    }

    [Fact]
    public async Task A_site_without_plans_has_the_fault_alone()
    {
        var site = new FakeDrillSite { HasPlans = false };
        var report = await RunAsync(Drill(), site);
        Assert.Equal(["shoppers", "fault kill", "end", "books"], site.Acts);
        Assert.Equal((null, null, true), (report.Plan, report.PlanUndone, report.Passed));
    }

    [Fact]
    public async Task Nothing_is_done_to_a_site_that_is_not_steady()
    {
        _site.Unsteady = "trade is unhealthy";
        var time = new JumpingClock();
        var report = await new DrillRun(Drill(), Order, _site, new FakeDrillTraffic(_site), time, _ => { }).RunAsync(CancellationToken.None);
        Assert.Empty(_site.Acts);
        Assert.Contains("trade is unhealthy", Assert.Single(report.Why), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_that_comes_with_the_fault_is_its_detection_and_one_from_before_is_not()
    {
        _site.Alerts.Add("old");
        _site.OnFault = () => _site.Alerts.Add("process:redis-catalog");
        var report = await RunAsync(Drill() with { Limits = new DrillLimits { MustBeDetected = true } });
        Assert.Equal(("alert process:redis-catalog", true), (report.DetectedBy, report.Passed));
        Assert.NotNull(report.DetectMs);
    }

    [Fact]
    public async Task A_plan_that_does_not_come_into_force_ends_the_drill_and_the_fault_with_it()
    {
        _site.PlanFault = "needs a second person";
        var report = await RunAsync(Drill());
        Assert.Equal(["shoppers", "fault kill", "run cache-down", "end", "undo cache-down", "books"], _site.Acts);
        Assert.False(report.Passed);
        Assert.Contains(report.Why, why => why.Contains("needs a second person", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupted_drill_ends_the_fault_and_undoes_the_plan()
    {
        using var stop = new CancellationTokenSource();
        _site.OnFault = stop.Cancel;
        var report = await RunAsync(Drill(), ct: stop.Token);
        Assert.Equal(["shoppers", "fault kill", "end", "books"], _site.Acts);
        Assert.Equal((true, false), (report.Interrupted, report.Passed));
    }

    [Fact]
    public async Task A_plan_that_is_not_undone_fails_the_drill()
    {
        _site.UndoFault = "the control center is away";
        var report = await RunAsync(Drill());
        Assert.Equal((false, false), (report.PlanUndone, report.Passed));
    }

    private static DrillOrder Order => new("tests", "a test", "build");

    private static Drill Drill() => new()
    {
        Id = "cache",
        Hypothesis = "it holds",
        HypothesisZh = "撑得住",
        Fault = new DrillFault { Kind = "kill", Targets = ["redis"] },
        Plan = "cache-down",
        Phases = Short,
    };

    private Task<DrillReport> RunAsync(Drill drill, FakeDrillSite? site = null, CancellationToken ct = default) =>
        new DrillRun(drill, Order, site ?? _site, new FakeDrillTraffic(site ?? _site), TimeProvider.System, _ => { }).RunAsync(ct);

    /// <summary>A clock in which every wait is over at once.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long _ticks;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimestampFrequency);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
