using Seawall.Client.Dependencies;

namespace Seawall.Client.Tests.Dependencies;

public sealed class NeedsTests
{
    [Fact]
    public void A_declaration_reads_as_it_is_written_in_order_of_name()
    {
        var needs = Needs.Parse("database down,  cache Up , catalog degraded");
        Assert.Equal("cache up, catalog degraded, database down", needs.ToString());
        Assert.Equal((Without.Up, Without.Degraded, Without.Down), (needs[Needs.Cache], needs["catalog"], needs[Needs.Database]));
        Assert.Null(needs["trade"]);
        Assert.Equal("cache up, catalog degraded, database down", Needs.Parse(needs.ToString()).ToString());
    }

    [Theory]
    [InlineData("cache", "'cache' must be a dependency and up, degraded or down")]
    [InlineData("cache gone", "'cache gone' must be")]
    [InlineData("cache up, cache down", "'cache' stands there twice")]
    public void A_wrong_one_says_where(string text, string fault)
    {
        Assert.False(Needs.TryParse(text, out var needs, out var found));
        Assert.Contains(fault, found, StringComparison.Ordinal);
        Assert.Same(Needs.None, needs);
        Assert.Throws<ArgumentException>(() => Needs.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_declared_needs_nothing(string? text)
    {
        Assert.True(Needs.TryParse(text, out var needs, out _));
        Assert.Empty(needs.All);
    }
}
