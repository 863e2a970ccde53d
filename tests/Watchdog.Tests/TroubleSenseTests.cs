namespace Seawall.Watchdog.Tests;

public sealed class TroubleSenseTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly SupervisionPolicy Policy = new();

    [Theory]
    [InlineData("+ + x +", "Over@0 Crashed@2 Over@3", "a crash, and its return")]
    [InlineData("+ . . .", "Over@0 Silent@2 Hung@3", "silence is told at the second probe, its end when it is hung")]
    [InlineData("+ . + . +", "Over@0 Over@2 Over@4", "one silent probe is none")]
    [InlineData("+ ! !", "Over@0", "who can't serve for a moment is left alone")]
    [InlineData("+ ! ! ! ! ! ! ! ! ! ! ! ! ! +", "Over@0 Unwell@11 Over@14", "who can't serve for long is told once")]
    [InlineData("+ h h +", "Over@0 Held@1 Over@3", "held, and let go")]
    [InlineData("x x x", "Crashed@0 Crashed@1 GivenUp@2", "the third crash before it was ever healthy gives the start up")]
    public void Trouble_is_told_when_it_begins_and_when_it_is_over(string seen, string told, string why)
    {
        var state = new ServiceState { Condition = Condition.Starting, Since = Start, Starts = 1 };
        var events = new List<string>();
        var (second, healthy) = (0, false);
        foreach (var look in seen.Split(' '))
        {
            var now = Start.AddSeconds(second);
            var observation = new Observation(now, look is "+" or "." or "!", look switch { "+" => ProbeResult.Healthy, "." => ProbeResult.Silent, "!" => ProbeResult.Unwell, _ => null }, look == "h");
            // A crashed process that is started at once is starting at the next look.
            var decision = Supervisor.Decide(state.Condition is Condition.Waiting ? state with { Condition = Condition.Starting } : state, observation, Policy);
            if (TroubleSense.Of(state, decision, now.AddSeconds(-1), now, startTries: 3, healthy) is { } trouble)
                events.Add($"{trouble}@{second}");
            state = decision.State;
            healthy |= state.Condition == Condition.Healthy;
            second++;
        }
        Assert.True(told == string.Join(' ', events), $"{why}: {string.Join(' ', events)}");
    }
}
