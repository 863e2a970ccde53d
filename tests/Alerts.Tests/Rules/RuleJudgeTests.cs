using Seawall.Alerts.Rules;

namespace Seawall.Alerts.Tests.Rules;

public sealed class RuleJudgeTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly AlertRule Over = new()
    {
        Name = "cpu",
        What = "CPU",
        Kind = RuleKind.Threshold,
        Owner = "ops",
        Plan = "add a node",
        Over = 0.9,
        Each = "process",
    };

    /// <summary>Values second by second (a dash is no sample) lead to begins (<c>+</c>) and ends (<c>-</c>).</summary>
    [Theory]
    [InlineData("over at once", 0, 0, null, "0.5 0.95 0.95 0.5", "1+ 3-")]
    [InlineData("the limit itself is well", 0, 0, null, "0.9 0.9", "")]
    [InlineData("only when it lasts", 2, 0, null, "0.95 0.95 0.95 0.95", "2+")]
    [InlineData("a dip begins the wait anew", 2, 0, null, "0.95 0.5 0.95 0.95 0.95", "4+")]
    [InlineData("a gap begins the wait anew", 2, 0, null, "0.95 - 0.95 0.95 0.95", "4+")]
    [InlineData("well only past the clearing limit", 0, 0, 0.7, "0.95 0.8 0.75 0.7 0.95", "0+ 3- 4+")]
    [InlineData("over only when well for long", 0, 2, null, "0.95 0.5 0.95 0.5 0.5 0.5", "0+ 5-")]
    [InlineData("a gap does not end it", 0, 0, null, "0.95 - - 0.95 0.5", "0+ 4-")]
    public void A_threshold_fires_and_clears(string why, int forSeconds, int clearSeconds, double? clear, string values, string expected)
    {
        var rule = Over with { For = TimeSpan.FromSeconds(forSeconds), ClearFor = TimeSpan.FromSeconds(clearSeconds), Clear = clear };
        Assert.True(expected == Run(rule, values), $"{why}: {Run(rule, values)}");
    }

    [Theory]
    [InlineData("under", "3 1 3", "1+ 2-")]
    [InlineData("the limit itself is well", "2 2", "")]
    public void A_lower_limit_fires_below_it(string why, string values, string expected) =>
        Assert.True(expected == Run(Over with { Over = null, Under = 2 }, values), why);

    [Fact]
    public void Subjects_are_judged_apart_and_named_in_key_and_summary()
    {
        var (state, signals) = RuleJudge.Decide(Over, [new Reading("a", 0.95, TimeSpan.Zero), new Reading("b", 0.5, TimeSpan.Zero)], RuleState.Empty, Start);
        var signal = Assert.Single(signals);
        Assert.Equal(("cpu:a", true, "CPU: a 0.95, limit 0.9", "ops", "add a node", "rule/cpu"), (signal.Key, signal.Firing, signal.Summary, signal.Owner, signal.Plan, signal.Source));
        Assert.Equal("cpu:b", Assert.Single(RuleJudge.Decide(Over, [new Reading("a", 0.95, TimeSpan.Zero), new Reading("b", 1, TimeSpan.Zero)], state, Start).Signals).Key);
    }

    [Fact]
    public void A_summary_is_worded_by_its_template()
    {
        var rule = Over with { Summary = "{subject} uses {value} of a core, more than {limit}", Each = "" };
        Assert.Equal("a uses 0.95 of a core, more than 0.9", Assert.Single(RuleJudge.Decide(rule, [new Reading("a", 0.95, TimeSpan.Zero)], RuleState.Empty, Start).Signals).Summary);
    }

    [Fact]
    public void A_firing_subject_that_left_is_let_go_after_a_time_and_not_before()
    {
        var (state, _) = RuleJudge.Decide(Over, [new Reading("a", 0.95, TimeSpan.Zero)], RuleState.Empty, Start);
        Assert.Empty(RuleJudge.Decide(Over, [], state, Start + RuleJudge.Forget - TimeSpan.FromSeconds(1)).Signals);
        var (after, signals) = RuleJudge.Decide(Over, [], state, Start + RuleJudge.Forget);
        Assert.Equal((false, "CPU: a is measured no more"), (Assert.Single(signals).Firing, signals[0].Summary));
        Assert.Empty(after.Subjects);
    }

    [Fact]
    public void Absence_fires_when_the_last_sample_is_too_old_and_ends_with_the_next()
    {
        var rule = new AlertRule { Name = "silent", What = "Gate is silent", Kind = RuleKind.Absence, Owner = "dba", Plan = "look", For = TimeSpan.FromSeconds(30) };
        var (state, none) = RuleJudge.Decide(rule, [new Reading("", 1, TimeSpan.FromSeconds(29))], RuleState.Empty, Start);
        Assert.Empty(none);
        (state, var begun) = RuleJudge.Decide(rule, [new Reading("", 1, TimeSpan.FromSeconds(30))], state, Start);
        Assert.Equal((true, "silent", "Gate is silent: no sample for 30s"), (Assert.Single(begun).Firing, begun[0].Key, begun[0].Summary));
        Assert.Empty(RuleJudge.Decide(rule, [new Reading("", 1, TimeSpan.FromSeconds(31))], state, Start).Signals);
        Assert.False(Assert.Single(RuleJudge.Decide(rule, [new Reading("", 1, TimeSpan.Zero)], state, Start).Signals).Firing);
    }

    [Fact]
    public void Absence_of_what_was_never_there_fires_after_its_time()
    {
        var rule = new AlertRule { Name = "silent", What = "w", Kind = RuleKind.Absence, Owner = "o", Plan = "p", For = TimeSpan.FromSeconds(30) };
        var (state, at0) = RuleJudge.Decide(rule, [new Reading("", null, null)], RuleState.Empty, Start);
        (state, var at29) = RuleJudge.Decide(rule, [new Reading("", null, null)], state, Start.AddSeconds(29));
        var (_, at30) = RuleJudge.Decide(rule, [new Reading("", null, null)], state, Start.AddSeconds(30));
        Assert.Empty(at0.Concat(at29));
        Assert.True(Assert.Single(at30).Firing);
    }

    [Fact]
    public void Absence_fires_for_a_subject_that_vanished_from_the_series()
    {
        var rule = new AlertRule { Name = "silent", What = "w", Kind = RuleKind.Absence, Owner = "o", Plan = "p", For = TimeSpan.FromSeconds(30), Each = "gate" };
        var (state, _) = RuleJudge.Decide(rule, [new Reading("gate-1", 1, TimeSpan.Zero)], RuleState.Empty, Start);
        Assert.Empty(RuleJudge.Decide(rule, [], state, Start.AddSeconds(29)).Signals);
        Assert.Equal("silent:gate-1", Assert.Single(RuleJudge.Decide(rule, [], state, Start.AddSeconds(30)).Signals).Key);
    }

    private static string Run(AlertRule rule, string values)
    {
        var state = RuleState.Empty;
        var seen = new List<string>();
        var second = 0;
        foreach (var value in values.Split(' '))
        {
            double? number = value == "-" ? null : double.Parse(value, global::System.Globalization.CultureInfo.InvariantCulture);
            (state, var signals) = RuleJudge.Decide(rule, [new Reading("a", number, number is null ? null : TimeSpan.Zero)], state, Start.AddSeconds(second));
            seen.AddRange(signals.Select(signal => $"{second}{(signal.Firing ? '+' : '-')}"));
            second++;
        }
        return string.Join(' ', seen);
    }
}
