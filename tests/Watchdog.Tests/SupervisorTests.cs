namespace Seawall.Watchdog.Tests;

public sealed class SupervisorTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 11, 0, 0, 0, TimeSpan.Zero);
    private static readonly SupervisionPolicy _policy = new();

    public static TheoryData<string, Condition, double, int, int, bool, ProbeResult?, Condition, int> Cases => new()
    {
        // what, condition, seconds in it, crashes, silent, alive, probe → condition, act (SupervisionAct)
        { "a new service starts", Condition.Waiting, 0, 0, 0, false, null, Condition.Starting, (int)SupervisionAct.Start },
        { "the first crash restarts at once", Condition.Healthy, 60, 0, 0, false, null, Condition.Starting, (int)SupervisionAct.Start },
        { "the second crash in a row waits", Condition.Healthy, 1, 1, 0, false, null, Condition.Waiting, (int)SupervisionAct.None },
        { "the wait goes on", Condition.Waiting, 0.4, 2, 0, false, null, Condition.Waiting, (int)SupervisionAct.None },
        { "the wait is over", Condition.Waiting, 0.5, 2, 0, false, null, Condition.Starting, (int)SupervisionAct.Start },
        { "a start that is silent is given time", Condition.Starting, 44, 0, 9, true, ProbeResult.Silent, Condition.Starting, (int)SupervisionAct.None },
        { "a start that stays silent is hung", Condition.Starting, 45, 0, 9, true, ProbeResult.Silent, Condition.Ending, (int)SupervisionAct.End },
        { "a start that answers is healthy", Condition.Starting, 1, 0, 0, true, ProbeResult.Healthy, Condition.Healthy, (int)SupervisionAct.None },
        { "one silent probe is only unhealthy", Condition.Healthy, 60, 0, 0, true, ProbeResult.Silent, Condition.Unhealthy, (int)SupervisionAct.None },
        { "the third silent probe is hung", Condition.Unhealthy, 5, 0, 2, true, ProbeResult.Silent, Condition.Ending, (int)SupervisionAct.End },
        { "an answer of any kind ends the silence", Condition.Unhealthy, 5, 0, 2, true, ProbeResult.Unwell, Condition.Unhealthy, (int)SupervisionAct.None },
        { "unwell is never ended", Condition.Unhealthy, 9999, 0, 0, true, ProbeResult.Unwell, Condition.Unhealthy, (int)SupervisionAct.None },
        { "unwell becomes healthy", Condition.Unhealthy, 5, 0, 0, true, ProbeResult.Healthy, Condition.Healthy, (int)SupervisionAct.None },
        { "a hung process is given time to go", Condition.Ending, 1, 0, 3, true, null, Condition.Ending, (int)SupervisionAct.None },
        { "a hung process that stays is killed", Condition.Ending, 2, 0, 3, true, null, Condition.Ending, (int)SupervisionAct.Kill },
        { "a hung process that went is started anew", Condition.Ending, 1, 0, 3, false, null, Condition.Starting, (int)SupervisionAct.Start },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_look_leads_to_one_act(
        string what, Condition condition, double seconds, int crashes, int silent, bool alive, ProbeResult? probe, Condition expected, int act)
    {
        var state = new ServiceState { Condition = condition, Since = _now - TimeSpan.FromSeconds(seconds), Crashes = crashes, Silent = silent, Starts = 1 };

        Decision decision = Supervisor.Decide(state, new Observation(_now, alive, probe), _policy);

        Assert.True((expected, (SupervisionAct)act) == (decision.State.Condition, decision.Act), $"{what}: {decision}");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 500)]
    [InlineData(3, 1000)]
    [InlineData(4, 2000)]
    [InlineData(5, 4000)]
    [InlineData(6, 5000)]
    [InlineData(1000, 5000)]
    public void The_delay_doubles_up_to_the_longest(int crashes, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _policy.Delay(crashes));

    [Fact]
    public void Stable_health_forgives_crashes_and_a_short_one_does_not()
    {
        var state = new ServiceState { Condition = Condition.Healthy, Since = _now, Crashes = 4, Starts = 5 };
        var seen = new Observation(_now + TimeSpan.FromSeconds(29), true, ProbeResult.Healthy);

        Assert.Equal(4, Supervisor.Decide(state, seen, _policy).State.Crashes);
        Assert.Equal(0, Supervisor.Decide(state, seen with { Now = _now + TimeSpan.FromSeconds(30) }, _policy).State.Crashes);
    }

    [Fact]
    public void A_service_that_always_crashes_is_tried_forever_and_never_faster_than_its_delay()
    {
        var state = new ServiceState { Since = _now };
        DateTimeOffset now = _now;
        var starts = new List<DateTimeOffset>();
        while (now < _now + TimeSpan.FromMinutes(5))
        {
            Decision decision = Supervisor.Decide(state, new Observation(now, false, null), _policy);
            if (decision.Act == SupervisionAct.Start)
            {
                starts.Add(now);
            }
            state = decision.State;
            now += decision.LookAgain;
        }

        Assert.InRange(starts.Count, 55, 65);
        Assert.All(starts.Skip(7).Zip(starts.Skip(8)), pair => Assert.InRange((pair.Second - pair.First).TotalSeconds, 5, 5.2));
    }
}
