using System.Threading.RateLimiting;
using Seawall.Client.Limits;

namespace Seawall.Client.Tests;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_burst_then_the_rate_and_a_refusal_says_when_to_come_again()
    {
        var clock = new ManualClock();
        using var bucket = new TokenBucket(10, 3, clock);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => bucket.AttemptAcquire().IsAcquired));
        using var refused = bucket.AttemptAcquire();
        Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var after));
        Assert.Equal(100, after.TotalMilliseconds, 3);
        clock.AdvanceMs(100);
        Assert.True(bucket.AttemptAcquire().IsAcquired);
        Assert.False(bucket.AttemptAcquire().IsAcquired);
        clock.AdvanceMs(60_000);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => bucket.AttemptAcquire().IsAcquired));
    }

    [Fact]
    public void No_window_of_time_lets_more_through_than_burst_and_rate()
    {
        var random = new Random(11);
        for (var round = 0; round < 50; round++)
        {
            var (rate, burst, clock) = (random.Next(1, 200), random.Next(1, 50), new ManualClock());
            using var bucket = new TokenBucket(rate, burst, clock);
            var taken = new List<double>();
            for (var step = 0; step < 300; step++)
            {
                clock.AdvanceMs(random.Next(0, 30));
                if (bucket.AttemptAcquire().IsAcquired)
                    taken.Add(clock.GetElapsedTime(0).TotalSeconds);
            }
            for (var i = 0; i < taken.Count; i++)
            {
                for (var j = i; j < taken.Count; j++)
                    Assert.True(j - i + 1 <= burst + (rate * (taken[j] - taken[i])) + 1e-6, $"round {round}: {j - i + 1} in {taken[j] - taken[i]} s at {rate}/s, burst {burst}");
            }
        }
    }

    [Fact]
    public void A_rate_of_nothing_ends_with_the_burst()
    {
        var clock = new ManualClock();
        using var bucket = new TokenBucket(0, 1, clock);
        Assert.True(bucket.AttemptAcquire().IsAcquired);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.False(bucket.AttemptAcquire().IsAcquired);
    }
}
