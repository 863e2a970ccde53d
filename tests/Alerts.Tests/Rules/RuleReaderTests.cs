using Seawall.Alerts.Entries;
using Seawall.Alerts.Rules;

namespace Seawall.Alerts.Tests.Rules;

public sealed class RuleReaderTests
{
    private const string Whole = """
        {"kind":"ratio","what":"Errors of trade","metric":"calls","labels":{"error":"yes"},"per":{"metric":"calls"},"atLeast":1,"over":0.02,"clear":0.01,"for":"30s","clearFor":"1m",
         "window":"2m","each":"business","key":"errors","group":"trade","severity":"critical","owner":"trade","plan":"switch off recommend","summary":"{subject}: {value}",
         "outlets":["sms"],"repeat":"1h","escalate":[{"after":"5m","outlets":["sms"],"owner":"lead"}]}
        """;

    [Fact]
    public void Every_member_of_a_rule_is_read()
    {
        Assert.Empty(AlertEntries.Check("alert/trade-errors", Whole));
        var rule = Assert.Single(AlertEntries.Policy([new("alert/trade-errors", Whole)], out _).Rules);
        Assert.Equal((RuleKind.Ratio, "trade-errors", "Errors of trade", Severity.Critical), (rule.Kind, rule.Name, rule.What, rule.Severity));
        Assert.Equal(("calls", "yes", "calls", 1, 0.02, 0.01), (rule.Series.Metric, rule.Series.Labels["error"], rule.Per.Metric, rule.AtLeast, rule.Over, rule.Clear));
        Assert.Equal((30, 60, 120), (rule.For.TotalSeconds, rule.ClearFor.TotalSeconds, rule.Window.TotalSeconds));
        Assert.Equal(("business", "errors", "trade", "sms"), (rule.Each, rule.Key, rule.Group, Assert.Single(rule.Outlets)));
        Assert.Equal((TimeSpan.FromHours(1), "lead"), (rule.Repeat, Assert.Single(rule.Escalate).Owner));
    }

    [Theory]
    [InlineData("{}", "kind is required: one of threshold, rate, ratio, absence, signal|what is required|owner is required|plan is required|metric is required|over exactly one of over and under is required")]
    [InlineData("""{"kind":"signal","what":"w","owner":" ","plan":"p","match":"a"}""", "owner must be a text that is not empty")]
    [InlineData("""{"kind":"threshold","what":"w","owner":"o","plan":"p","metric":"m","over":1,"under":0}""", "over exactly one of over and under is required")]
    [InlineData("""{"kind":"threshold","what":"w","owner":"o","plan":"p","metric":"m","over":1,"clear":2}""", "clear must lie on the well side of the limit")]
    [InlineData("""{"kind":"threshold","what":"w","owner":"o","plan":"p","metric":"m","over":"1"}""", "over must be a number|over exactly one of over and under is required")]
    [InlineData("""{"kind":"threshold","what":"w","owner":"o","plan":"p","metric":"m","over":1,"labels":{"a":1},"fro":"1s","for":"x"}""",
        "labels must be an object of texts|for must be a duration such as 30s, from 0ms to 7d 00h|fro is not known here")]
    [InlineData("""{"kind":"ratio","what":"w","owner":"o","plan":"p","metric":"m","over":1}""", "per is required: the series to divide by")]
    [InlineData("""{"kind":"ratio","what":"w","owner":"o","plan":"p","metric":"m","over":1,"per":{"labels":{},"x":1}}""", "per.metric is required|per.x is not known here")]
    [InlineData("""{"kind":"signal","what":"w","owner":"o","plan":"p","match":"a","escalate":[{"after":"5m","outlets":["a"]},{"after":"5m","outlets":[]}]}""",
        "escalate[1].outlets at least one is required|escalate[1].after must be later than the step before")]
    [InlineData("[]", " must be an object|kind is required: one of threshold, rate, ratio, absence, signal|what is required|owner is required|plan is required|metric is required|over exactly one of over and under is required")]
    public void Every_fault_is_told_with_its_path(string json, string faults) =>
        Assert.Equal(faults, string.Join('|', AlertEntries.Check("alert/x", json).Select(fault => $"{fault.Path} {fault.Message}")));

    [Fact]
    public void What_is_no_JSON_is_a_fault_and_other_keys_are_none_of_its_business()
    {
        Assert.StartsWith("is no JSON", Assert.Single(AlertEntries.Check("alert/x", "{")).Message, StringComparison.Ordinal);
        Assert.Empty(AlertEntries.Check("switch/x", "{"));
    }

    [Fact]
    public void An_entry_with_a_fault_is_left_out_and_named()
    {
        var policy = AlertEntries.Policy([new("alert/bad", "{}"), new("alert/good", Whole), new("switch/a", "{}")], out var left);
        Assert.Equal("good", Assert.Single(policy.Rules).Name);
        Assert.StartsWith("alert/bad: kind is required", Assert.Single(left), StringComparison.Ordinal);
    }
}
