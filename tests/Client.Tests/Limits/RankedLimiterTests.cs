using System.Threading.RateLimiting;
using Seawall.Client.Limits;

namespace Seawall.Client.Tests;

public sealed class RankedLimiterTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task The_highest_rank_goes_first_and_within_a_rank_the_first()
    {
        await using var limiter = Limiter(1, 10);
        var running = limiter.AttemptAcquire(5);
        var order = new List<string>();
        var waits = new[] { (3, "low"), (7, "high"), (5, "middle"), (7, "high 2") }.Select(async wanted =>
        {
            var lease = await limiter.AcquireAsync(wanted.Item1);
            lock (order)
                order.Add(wanted.Item2);
            return lease;
        }).ToList();
        Assert.False(limiter.AttemptAcquire(79).IsAcquired);
        while (waits.Count > 0)
        {
            running.Dispose();
            var next = await Task.WhenAny(waits).WaitAsync(TimeSpan.FromSeconds(30));
            waits.Remove(next);
            running = await next;
        }
        running.Dispose();
        Assert.Equal(["high", "high 2", "middle", "low"], order);
        Assert.Equal(0, limiter.Running);
    }

    [Fact]
    public async Task A_full_queue_pushes_out_the_lowest_and_refuses_who_is_no_higher()
    {
        await using var limiter = Limiter(1, 2);
        using var running = limiter.AttemptAcquire(5);
        var (low, middle) = (limiter.AcquireAsync(3).AsTask(), limiter.AcquireAsync(5).AsTask());
        Assert.False((await limiter.AcquireAsync(3)).IsAcquired);
        var high = limiter.AcquireAsync(7).AsTask();
        Assert.False((await low).IsAcquired);
        running.Dispose();
        (await high).Dispose();
        (await middle).Dispose();
        Assert.Equal(0, limiter.Running);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_told_and_who_leaves_takes_no_place()
    {
        await using var limiter = Limiter(1, 4);
        using var running = limiter.AttemptAcquire(5);
        var late = limiter.AcquireAsync(5).AsTask();
        using var cancel = new CancellationTokenSource();
        var left = limiter.AcquireAsync(6, cancellationToken: cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => left);
        _clock.AdvanceMs(19);
        Assert.False(late.IsCompleted);
        _clock.AdvanceMs(1);
        Assert.False((await late).IsAcquired);
        running.Dispose();
        Assert.Equal(0, limiter.Running);
        using var next = limiter.AttemptAcquire(0);
        Assert.True(next.IsAcquired);
    }

    [Fact]
    public async Task Ordinary_roles_wait_through_a_stall_that_others_are_refused_for()
    {
        await using var limiter = Limiter(1, 4);
        var running = limiter.AttemptAcquire(5);
        var (batch, buyer) = (limiter.AcquireAsync(Rank.Kept - 1).AsTask(), limiter.AcquireAsync(Rank.Kept).AsTask());
        _clock.AdvanceMs(499);
        Assert.False((await batch).IsAcquired);
        Assert.False(buyer.IsCompleted);
        running.Dispose();
        Assert.True((await buyer).IsAcquired);
    }

    [Fact]
    public async Task No_place_is_lost_or_given_twice_whatever_happens()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var most = random.Next(1, 8);
            await using var limiter = Limiter(most, random.Next(0, 6));
            var (held, waiting) = (new List<RateLimitLease>(), new List<(Task<RateLimitLease> Task, CancellationTokenSource Cancel)>());
            for (var step = 0; step < 400; step++)
            {
                switch (random.Next(6))
                {
                    case 0 or 1:
                        var cancel = new CancellationTokenSource();
                        waiting.Add((limiter.AcquireAsync(random.Next(Rank.Most), cancellationToken: cancel.Token).AsTask(), cancel));
                        break;
                    case 2 when limiter.AttemptAcquire(random.Next(Rank.Most)) is { IsAcquired: true } lease:
                        held.Add(lease);
                        break;
                    case 3 when held.Count > 0:
                        var at = random.Next(held.Count);
                        held[at].Dispose();
                        held[at].Dispose();
                        held.RemoveAt(at);
                        break;
                    case 4 when waiting.Count > 0:
                        await waiting[random.Next(waiting.Count)].Cancel.CancelAsync();
                        break;
                    default:
                        _clock.AdvanceMs(random.Next(15));
                        break;
                }
                Settle();
                Assert.True(held.Count == limiter.Running && held.Count <= most, $"seed {seed}, step {step}: {held.Count} held, {limiter.Running} counted of {most}");
            }
            while (held.Count > 0)
            {
                held[^1].Dispose();
                held.RemoveAt(held.Count - 1);
                Settle();
            }
            _clock.AdvanceMs(1000);
            Assert.True(limiter.Running == 0 && waiting.TrueForAll(w => w.Task.IsCompleted), $"seed {seed}: {limiter.Running} places are lost");
            Assert.Equal(most, limiter.GetStatistics(0)!.CurrentAvailablePermits);

            void Settle()
            {
                foreach (var (task, cancel) in waiting.Where(w => w.Task.IsCompleted).ToArray())
                {
                    waiting.Remove((task, cancel));
                    if (task.IsCompletedSuccessfully && task.GetAwaiter().GetResult() is { IsAcquired: true } lease)
                        held.Add(lease);
                }
            }
        }
    }

    [Fact]
    public void The_limit_grows_while_times_stay_and_shrinks_when_they_rise()
    {
        var limit = new GradientLimit(4, 200, 20);
        Run(limit, TimeSpan.FromMilliseconds(5), 400);
        var grown = limit.Current;
        Assert.True(grown > 40, $"{grown}");
        Run(limit, TimeSpan.FromMilliseconds(100), 60);
        Assert.True(limit.Current < grown / 2, $"{limit.Current} after {grown}");
        Run(limit, TimeSpan.FromMilliseconds(5), 600);
        Assert.True(limit.Current > 40, $"{limit.Current}");
    }

    [Fact]
    public void A_service_that_is_hardly_asked_learns_nothing()
    {
        var limit = new GradientLimit(4, 200, 20);
        for (var i = 0; i < 10_000; i++)
            limit.Note(TimeSpan.FromMilliseconds(5), 1, TimeSpan.FromMilliseconds(5));
        Assert.Equal(20, limit.Current);
    }

    private static void Run(GradientLimit limit, TimeSpan time, int windows)
    {
        for (var i = 0; i < windows * 10; i++)
            limit.Note(time, limit.Current, TimeSpan.FromMilliseconds(10));
    }

    private RankedLimiter Limiter(int most, int queue) =>
        new(new GradientLimit(most, most, most), new Overload(_clock, _ => { }), TimeSpan.FromMilliseconds(20), queue, _clock);
}
