using Seawall.Control.Plans;
using Seawall.Control.Plans.Standing;
using Seawall.Control.Tests.Config;

namespace Seawall.Control.Tests.Plans;

public sealed class ScheduledPlanTests : IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 10, 16, 0, 0, TimeSpan.Zero);
    private readonly PlanBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task It_runs_at_its_time_when_it_is_armed_and_once()
    {
        await BeginAsync();
        await _bench.Desk.ArmAsync("night", "agreed on Monday", PlanBench.Ann, default);
        await GoToAsync(Midnight - TimeSpan.FromSeconds(4));
        Assert.Null(_bench.Desk.Find("night")!.Run.Last);
        await GoToAsync(Midnight);
        Assert.Equal(("ann", "agreed on Monday"), (_bench.Last("night").Actor, _bench.Last("night").Reason));
        await _bench.PassAsync(5);
        Assert.Equal(PlanPhase.Active, _bench.Last("night").Phase);
        await _bench.Desk.UndoAsync("night", "enough", PlanBench.Ann, default);
        await _bench.PassAsync(5);
        Assert.Equal((1, PlanPhase.Undone), (_bench.Last("night").Number, _bench.Last("night").Phase));
    }

    [Fact]
    public async Task It_does_not_run_when_nobody_armed_it_or_it_was_taken_back()
    {
        await BeginAsync();
        await _bench.Desk.ArmAsync("night", "agreed", PlanBench.Ann, default);
        await _bench.Desk.DisarmAsync("night", "a day later", PlanBench.Bob, default);
        await GoToAsync(Midnight + TimeSpan.FromMinutes(1));
        Assert.Null(_bench.Desk.Find("night")!.Run.Last);
    }

    [Fact]
    public async Task A_node_that_was_away_at_the_time_runs_it_within_the_grace_and_later_says_that_it_missed_it()
    {
        await BeginAsync();
        await _bench.Desk.ArmAsync("night", "agreed", PlanBench.Ann, default);
        _bench.Clock.Now = Midnight + TimeSpan.FromMinutes(4);
        _bench.Restart();
        await _bench.PassAsync(1);
        Assert.Equal(PlanPhase.Checking, _bench.Last("night").Phase);

        await _bench.PlanAsync("late", """{"kind":"switch","key":"switch/a.two","off":true}""", at: Midnight + TimeSpan.FromHours(1));
        await _bench.Desk.ArmAsync("late", "agreed", PlanBench.Ann, default);
        _bench.Clock.Now = Midnight + TimeSpan.FromMinutes(66);
        _bench.Restart();
        await _bench.PassAsync(3);
        var revision = _bench.Store.Current.Revision;
        await _bench.PassAsync(3);
        Assert.Equal((PlanPhase.Failed, revision), (_bench.Last("late").Phase, _bench.Store.Current.Revision));
        Assert.Contains("passed without it", _bench.Last("late").End!.Why, StringComparison.Ordinal);
        Assert.Equal(Flags.Of("G4"), _bench.Store.Current["switch/a.two"]);
    }

    [Fact]
    public async Task What_is_core_runs_by_itself_only_when_two_persons_armed_it()
    {
        await BeginAsync("switch/a.core");
        await _bench.Desk.ArmAsync("night", "agreed", PlanBench.Bob, default);
        await _bench.PlanAsync("other", """{"kind":"switch","key":"switch/a.core","off":true}""", at: Midnight + TimeSpan.FromMinutes(1));
        await _bench.Desk.ArmAsync("other", "agreed", PlanBench.Ann, default);
        await _bench.Desk.ArmAsync("other", "agreed too", PlanBench.Bob, default);
        await GoToAsync(Midnight + TimeSpan.FromSeconds(2));
        Assert.Equal(PlanPhase.Failed, _bench.Last("night").Phase);
        Assert.Contains("a second person", _bench.Last("night").End!.Why, StringComparison.Ordinal);
        await GoToAsync(Midnight + TimeSpan.FromSeconds(62));
        Assert.Equal(("ann", "bob", true), (_bench.Last("other").Actor, _bench.Last("other").AgreedBy, _bench.Last("other").IsGoing));
    }

    [Theory]
    [InlineData(0, "b1", false, nameof(PlanState.Rehearsed))]
    [InlineData(15, "b1", false, nameof(PlanState.Stale))]
    [InlineData(0, "b2", false, nameof(PlanState.Stale))]
    [InlineData(0, "b1", true, nameof(PlanState.Stale))]
    public async Task A_rehearsal_counts_on_its_build_for_its_text_and_a_while(int days, string build, bool changed, string state)
    {
        await BeginAsync();
        await _bench.Desk.RehearsedAsync("night", build, "drill", "report.json", "", PlanBench.Ann, default);
        if (changed)
            await _bench.PlanAsync("night", """{"kind":"switch","key":"switch/a.two","off":true}""", at: Midnight);
        _bench.Clock.Now += TimeSpan.FromDays(days);
        Assert.Equal(state, _bench.Desk.StandingOf(_bench.Desk.Find("night")!).State.ToString());
    }

    private async Task BeginAsync(string key = "switch/a.one")
    {
        await _bench.SetAsync(("switch/a.one", Flags.Of("G3")), ("switch/a.two", Flags.Of("G4")), ("switch/a.core", Flags.Of("G0")));
        await _bench.PlanAsync("night", $$"""{"kind":"switch","key":"{{key}}","off":true}""", at: Midnight);
        await _bench.RehearseAsync("night");
    }

    private async Task GoToAsync(DateTimeOffset when)
    {
        _bench.Clock.Now = when - TimeSpan.FromSeconds(1);
        await _bench.PassAsync(1);
    }
}
