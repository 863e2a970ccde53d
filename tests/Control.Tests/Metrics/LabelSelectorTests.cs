using Seawall.Control.Metrics;
using Xunit;

namespace Seawall.Control.Tests.Metrics;

public sealed class LabelSelectorTests
{
    [Theory]
    [InlineData("app", "app", true)]
    [InlineData("app", "apple", false)]
    [InlineData("app|h5", "h5", true)]
    [InlineData("5xx", "503", true)]
    [InlineData("5xx", "404", false)]
    [InlineData("4xx|5xx", "404", true)]
    [InlineData("/items*", "/items/{id}", true)]
    [InlineData("/items*", "/shops", false)]
    [InlineData("?*", "timeout", true)]
    [InlineData("?*", "", false)]
    [InlineData("", "", true)]
    public void A_value_is_matched_whole_by_class_by_start_or_as_one_of_several(string pattern, string value, bool matches) =>
        Assert.Equal(matches, LabelSelector.MatchesValue(pattern, value));

    [Fact]
    public void A_wanted_label_that_is_missing_does_not_match_but_an_unwanted_one_does_not_matter()
    {
        var labels = new Dictionary<string, string> { ["http.route"] = "/items", ["seawall.role"] = "app" };
        Assert.True(LabelSelector.Matches(new Dictionary<string, string> { ["seawall.role"] = "app" }, labels));
        Assert.False(LabelSelector.Matches(new Dictionary<string, string> { ["process"] = "web" }, labels));
    }

    [Fact]
    public void A_source_in_memory_sums_rates_takes_the_highest_gauge_and_knows_the_age()
    {
        var time = new SetClock(DateTimeOffset.UnixEpoch);
        var source = new MemoryMetricSource(time);
        var any = new Dictionary<string, string>();
        Assert.Null(source.Age("calls", any));
        source.Add("calls", 30, ("process", "a"));
        source.Add("calls", 60, ("process", "b"));
        Assert.True(source.TryRate("calls", any, TimeSpan.FromSeconds(30), out var rate));
        Assert.Equal(3, rate);
        Assert.True(source.TryLast("calls", any, out var last));
        Assert.Equal(60, last);
        Assert.Equal(2, source.Find("calls", any).Count);
        Assert.Equal(TimeSpan.Zero, source.Age("calls", any));
    }
}
