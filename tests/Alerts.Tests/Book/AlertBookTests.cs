using Seawall.Alerts.Outlets;
using Seawall.Alerts.Rules;

namespace Seawall.Alerts.Tests.Book;

public sealed class AlertBookTests
{
    private readonly Ledger _book = new();

    [Fact]
    public void One_firing_and_one_resolved_message_per_alert() =>
        Assert.Equal("1F:process:a>log 15R:process:a>log", _book.Fire("process:a").To(10).Clear("process:a").To(60).Told);

    [Fact]
    public void What_is_over_before_it_could_be_told_is_told_all_the_same() =>
        Assert.Equal("1F:process:a>log 5.25R:process:a>log", _book.Fire("process:a").To(0.25).Clear("process:a").To(60).Told);

    [Fact]
    public void Alerts_of_a_group_within_the_wait_are_one_message_and_later_ones_another() =>
        Assert.Equal("1F:process:a+process:b>log 3F:process:c>log", _book.Fire("process:a").To(0.5).Fire("process:b").To(2).Fire("process:c").To(4).Told);

    [Fact]
    public void Alerts_of_two_groups_are_two_messages() =>
        Assert.Equal(2, _book.Fire("process:a").Fire("errors:a", group: "errors").To(4).Messages.Count);

    [Fact]
    public void The_same_key_from_two_noticers_is_one_alert_and_over_when_both_say_so()
    {
        _book.Fire("process:a").To(3).Fire("process:a", "rule/up").To(6).Clear("process:a").To(20);
        Assert.Equal("1F:process:a>log", _book.Told);
        Assert.Equal("1F:process:a>log 25R:process:a>log", _book.Clear("process:a", "rule/up").To(60).Told);
    }

    [Fact]
    public void Repeating_a_signal_changes_nothing() =>
        Assert.Equal("1F:process:a>log", _book.Fire("process:a").Fire("process:a").To(5).Fire("process:a").To(9).Told);

    [Fact]
    public void An_alert_that_comes_back_at_once_is_the_same_and_must_be_quiet_for_longer_each_time()
    {
        _book.Fire("process:a").To(3).Clear("process:a").To(6).Fire("process:a").To(9).Clear("process:a").To(15).Fire("process:a").To(20).Clear("process:a");
        Assert.Equal("1F:process:a>log 40R:process:a>log", _book.To(90).Told);
        Assert.Equal(2, Assert.Single(_book.Book.Past).Returns);
    }

    [Fact]
    public void An_alert_that_comes_back_after_it_was_over_is_a_new_one()
    {
        _book.Fire("process:a").To(2).Clear("process:a").To(20).Fire("process:a").To(25);
        Assert.Equal("1F:process:a>log 7R:process:a>log 21F:process:a>log", _book.Told);
        Assert.NotEqual(_book.Messages[0].Id, _book.Messages[2].Id);
    }

    [Fact]
    public void A_silenced_alert_tells_nobody_and_is_told_when_the_silence_ends_while_it_fires()
    {
        _book.Policy = _book.Policy with { Silences = [new Silence("process:*", DateTimeOffset.UnixEpoch.AddSeconds(10), "me", "deploying")] };
        _book.Fire("process:a").Fire("other:b", group: "other").To(3).Fire("process:c").To(4).Clear("process:c");
        Assert.Equal("1F:other:b>log", _book.To(9.5).Told);
        Assert.Equal("1F:other:b>log 10F:process:a>log", _book.To(30).Told);
    }

    [Fact]
    public void Who_was_told_before_a_silence_hears_that_it_is_over()
    {
        _book.Fire("process:a").To(3);
        _book.Policy = _book.Policy with { Silences = [new Silence("*", DateTimeOffset.UnixEpoch.AddSeconds(100), "me", "why")] };
        Assert.Equal("1F:process:a>log 8R:process:a>log", _book.Clear("process:a").To(20).Told);
    }

    [Fact]
    public void It_is_repeated_until_somebody_takes_it()
    {
        _book.Rule(rule => rule with { Repeat = TimeSpan.FromSeconds(10) }).Fire("process:a").To(25);
        Assert.Equal("1F:process:a>log 11R:process:a>log 21R:process:a>log", _book.Told);
        Assert.Equal([MessageKind.Firing, MessageKind.Repeated, MessageKind.Repeated], _book.Messages.Select(m => m.Kind));
        Assert.Equal(3, _book.Messages.Select(m => m.Id).Distinct().Count());
        Acknowledge();
        Assert.Equal(3, _book.To(60).Messages.Count);
    }

    [Fact]
    public void Not_acknowledged_it_goes_to_the_next_outlet_and_owner_and_they_hear_the_end_too()
    {
        _book.Rule(rule => rule with { Escalate = [new EscalationStep(TimeSpan.FromSeconds(10), ["sms", "gone"], "lead")] }).Fire("process:a").To(20).Clear("process:a").To(40);
        Assert.Equal("1F:process:a>log 10E:process:a>sms 25R:process:a>log 25R:process:a>sms", _book.Told);
        Assert.Equal("lead", _book.Messages[1].To);
    }

    [Fact]
    public void An_acknowledged_alert_does_not_escalate_and_keeps_who_took_it()
    {
        _book.Rule(rule => rule with { Escalate = [new EscalationStep(TimeSpan.FromSeconds(10), ["sms"], "lead")] }).Fire("process:a").To(5);
        Acknowledge();
        Assert.Equal("1F:process:a>log", _book.To(60).Told);
        Assert.Equal("me", _book.Book.Open["process:a"].Acknowledged?.Who);
        Assert.False(AlertBook.TryAcknowledge(_book.Book, "process:a", new Acknowledgement("you", _book.Now, "late"), out _));
        Assert.False(AlertBook.TryAcknowledge(_book.Book, "process:b", new Acknowledgement("you", _book.Now, "none"), out _));
    }

    [Fact]
    public void A_rule_names_its_outlets_and_others_get_what_is_grave_enough()
    {
        _book.Policy = _book.Policy with { Outlets = [new LogOutlet { Name = "log", Least = Severity.Critical }, new LogOutlet { Name = "sms", Default = false }] };
        _book.Enter(new AlertSignal("disk:a", true, _book.Now, "s", "o", "p") { Severity = Severity.Warning }).To(3);
        Assert.Equal("", _book.Told);
        Assert.Equal("4F:process:a>sms", _book.Rule(rule => rule with { Outlets = ["sms"] }).Fire("process:a").To(6).Told);
    }

    [Fact]
    public void A_failing_outlet_is_told_of_by_the_others()
    {
        _book.Policy = _book.Policy with { Outlets = [new LogOutlet { Name = "log" }, new LogOutlet { Name = "hook" }] };
        Assert.Equal("1F:outlet:hook>log", _book.Fire("outlet:hook", group: "outlet").To(3).Told);
    }

    [Fact]
    public void What_a_signal_leaves_open_its_rule_says()
    {
        _book.Rule(rule => rule with { Owner = "duty", Plan = "call" }).Enter(new AlertSignal("process:a", true, _book.Now, "s", "", ""));
        Assert.Equal(("duty", "call", "process"), (_book.Book.Open["process:a"].Owner, _book.Book.Open["process:a"].Plan, _book.Book.Open["process:a"].Rule));
    }

    [Fact]
    public void The_id_of_a_message_is_the_same_whoever_tells_the_same_alert()
    {
        var other = new Ledger();
        Assert.Equal(_book.Fire("process:a").To(2).Messages[0].Id, other.Fire("process:a", "somebody else").To(1).Messages[0].Id);
    }

    [Fact]
    public void An_alert_that_somebody_else_told_is_not_told_again_but_its_end_is()
    {
        _book.Enter(ByWatchdog(true)).To(5);
        Assert.Equal(("watchdog", "log"), (_book.Book.Open["process:a"].ToldBy, Assert.Single(_book.Book.Open["process:a"].Told)));
        Assert.Equal("10R:process:a>log", _book.Clear("process:a").To(20).Told);
    }

    [Fact]
    public void An_alert_that_somebody_else_told_is_repeated_and_escalated_from_here() =>
        Assert.Equal(
            "10E:process:a>sms",
            _book.Rule(rule => rule with { Escalate = [new EscalationStep(TimeSpan.FromSeconds(10), ["sms"], "lead")] }).Enter(ByWatchdog(true)).To(15).Told);

    [Fact]
    public void An_end_that_somebody_else_told_is_not_told_again()
    {
        _book.Fire("process:a").To(5).Enter(ByWatchdog(false)).To(20);
        Assert.Equal("1F:process:a>log", _book.Told);
        Assert.NotNull(Assert.Single(_book.Book.Past).Over);
    }

    [Fact]
    public void Only_the_last_past_alerts_are_kept()
    {
        for (var i = 0; i < BookState.MostPast + 5; i++)
            _book.Fire("a:" + i).Clear("a:" + i);
        _book.To(20);
        Assert.Equal(BookState.MostPast, _book.Book.Past.Count);
    }

    [Theory]
    [InlineData("process:a", "process:a", true)]
    [InlineData("process:a", "process:ab", false)]
    [InlineData("process:*", "process:", true)]
    [InlineData("process:*", "proces", false)]
    [InlineData("*:trade", "process:trade", true)]
    [InlineData("*:trade", "process:trader", false)]
    [InlineData("p*s*e", "process:trade", true)]
    [InlineData("*", "", true)]
    public void A_star_stands_for_any_characters(string pattern, string key, bool matches) => Assert.Equal(matches, KeyPattern.Matches(pattern, key));

    private AlertSignal ByWatchdog(bool firing) => new("process:a", firing, _book.Now, "s", "o", "p") { Source = "watchdog", ToldBy = "watchdog" };

    private void Acknowledge()
    {
        Assert.True(AlertBook.TryAcknowledge(_book.Book, "process:a", new Acknowledgement("me", _book.Now, "on it"), out var next));
        _book.Book = next;
    }
}
