using Seawall.Control.Statements;

namespace Seawall.Control.Tests.Shell;

public sealed class StatementTests
{
    [Theory]
    [InlineData("time", "1,2,3")]
    [InlineData("calls", "2,1,3")]
    [InlineData("errors", "1")]
    [InlineData("p99", "3,1,2")]
    public void Statements_are_added_up_over_businesses_and_ordered(string by, string order)
    {
        var chosen = StatementQuery.Of("1h", by, null).Choose(FakeSite.Statements());
        Assert.Equal(order, string.Join(',', chosen.Select(s => s.Fingerprint[^1])));
        if (by == "time")
            Assert.Equal((13_000, 12, "trade"), (chosen[0].Latency.Count, chosen[0].Errors, Assert.Single(chosen[0].Businesses)));
    }

    [Fact]
    public void One_business_is_shown_alone() =>
        Assert.Equal("0000000000000002", Assert.Single(StatementQuery.Of(null, null, "catalog").Choose(FakeSite.Statements())).Fingerprint);

    [Fact]
    public void What_an_address_says_wrongly_reads_as_the_usual_choice()
    {
        var query = StatementQuery.Of("3y", "colour", "");
        Assert.Equal(new StatementQuery("1h", "time", null), query);
        Assert.Equal("/statements?since=5m&by=calls&business=a%26b", (query with { Since = "5m", By = "calls", Business = "a&b" }).Address);
        Assert.All(StatementQuery.Spans, span => Assert.True(StatementQuery.Of(span, null, null).Span > TimeSpan.Zero));
    }

    [Fact]
    public void Bands_double_and_hold_every_call()
    {
        var statement = Statement.Of(FakeSite.Statements().Uses)[0];
        var bands = statement.Bands();
        Assert.Equal(statement.Latency.Count, bands.Sum(band => band.Calls));
        Assert.All(bands.Zip(bands.Skip(1)), pair => Assert.Equal(pair.First.UpTo, pair.Second.From));
    }
}
