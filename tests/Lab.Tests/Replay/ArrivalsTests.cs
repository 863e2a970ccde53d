using Seawall.Lab.Replay;

namespace Seawall.Lab.Tests;

public sealed class ArrivalsTests
{
    [Fact]
    public void What_is_late_does_not_move_what_comes_after_it()
    {
        var arrivals = new Arrivals(startMicros: 1_000_000, perSecond: 1000, mostLateMicros: 2_000_000);
        Assert.True(arrivals.IsDue(1_000_000));
        Assert.Equal(1_000_000, arrivals.Take());
        Assert.False(arrivals.IsDue(1_000_999));
        Assert.Equal(1_001_000, arrivals.NextMicros);

        // A stall of a second: all that was due in it is still due, each since its own time.
        Assert.True(arrivals.IsDue(2_000_000));
        Assert.Equal([1_001_000, 1_002_000, 1_003_000], Enumerable.Range(0, 3).Select(_ => arrivals.Take()));
        Assert.Equal(0, arrivals.Dropped);
    }

    [Fact]
    public void What_was_due_too_long_ago_is_given_up_and_counted()
    {
        var arrivals = new Arrivals(startMicros: 0, perSecond: 100, mostLateMicros: 500_000);
        Assert.True(arrivals.IsDue(1_000_000));
        Assert.Equal((50L, 500_000L), (arrivals.Dropped, arrivals.Take()));
    }
}
