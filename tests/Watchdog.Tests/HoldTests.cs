using Seawall.Testing;

namespace Seawall.Watchdog.Tests;

public sealed class HoldTests : IDisposable
{
    private static readonly DateTimeOffset _now = new(2026, 11, 11, 0, 0, 0, TimeSpan.Zero);
    private static readonly SupervisionPolicy _policy = new();
    private readonly TestHome _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(19.9, true)]
    [InlineData(20, false)]
    [InlineData(86_400, false)]
    public void A_hold_ends_by_itself_and_does_not_begin_early(double seconds, bool held)
    {
        var holds = new HoldFiles(_site.Home);
        holds.Put("redis", new Hold(_now, _now + TimeSpan.FromSeconds(20), "a drill"));

        Assert.Equal(held, holds.Find("redis", _now + TimeSpan.FromSeconds(seconds)) is not null);
        Assert.Null(holds.Find("other", _now));
    }

    [Fact]
    public void A_hold_longer_than_the_longest_or_one_that_cannot_be_read_or_was_removed_holds_nothing()
    {
        var holds = new HoldFiles(_site.Home);
        holds.Put("redis", new Hold(_now, _now + Hold.Longest + TimeSpan.FromTicks(1), "for good"));
        Assert.Null(holds.Find("redis", _now));

        holds.Put("redis", new Hold(_now, _now + Hold.Longest, "a drill"));
        Assert.NotNull(holds.Find("redis", _now));
        holds.Remove("redis");
        Assert.Null(holds.Find("redis", _now));

        File.WriteAllText(Path.Combine(_site.Home.Holds, "redis.json"), "{\"from\":\"2026-");
        Assert.Null(holds.Find("redis", _now));
    }

    [Fact]
    public void A_killed_service_is_left_down_while_held_and_started_without_delay_afterwards()
    {
        var hold = new Hold(_now, _now + TimeSpan.FromSeconds(20), "a drill");
        var state = new ServiceState { Condition = Condition.Healthy, Since = _now - TimeSpan.FromMinutes(1), Starts = 1 };
        DateTimeOffset now = _now;
        Decision decision;
        var conditions = new HashSet<Condition>();
        do
        {
            decision = Supervisor.Decide(state, new Observation(now, Alive: false, Probe: null, hold.Covers(now)), _policy);
            state = decision.State;
            conditions.Add(state.Condition);
            now += decision.LookAgain;
        }
        while (decision.Act == SupervisionAct.None && now < _now + TimeSpan.FromMinutes(1));

        Assert.Equal([Condition.Held, Condition.Starting], conditions);
        Assert.Equal(SupervisionAct.Start, decision.Act);
        Assert.Equal(hold.Until, state.Since);
        Assert.Equal((0, 2), (state.Crashes, state.Starts));
    }

    [Fact]
    public void A_hold_does_not_touch_a_service_that_runs()
    {
        var state = new ServiceState { Condition = Condition.Healthy, Since = _now, Starts = 1 };

        Decision decision = Supervisor.Decide(state, new Observation(_now, Alive: true, ProbeResult.Healthy, Held: true), _policy);

        Assert.Equal((Condition.Healthy, SupervisionAct.None), (decision.State.Condition, decision.Act));
    }
}
