namespace Seawall.Kernel.Tests;

public sealed class IntervalTests
{
    [Fact]
    public void A_sample_gives_its_middle_and_the_shares_at_its_ends()
    {
        var sample = Enumerable.Range(0, 101).Select(n => (double)n).Reverse().ToArray();
        Assert.Equal(new Interval(5, 50, 95), Interval.OfSample(sample));
        Assert.Equal(new Interval(7, 7, 7), Interval.OfSample([7]));
    }

    [Fact]
    public void A_negative_factor_turns_it_round() => Assert.Equal(new Interval(-6, -4, -2), new Interval(1, 2, 3) * -2);
}
