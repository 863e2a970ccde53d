using Seawall.Gate.Limits;

namespace Seawall.Gate.Tests.Limits;

/// <summary>A server that is simulated: so many processors, statements take longer by as many times as there are more of them than processors.</summary>
public sealed class ServerPaceTests
{
    private const int Least = 4;
    private const int Most = 400;

    private readonly ServerPace _pace = new(Least, Most);
    private readonly Random _random;
    private readonly int _seed = Random.Shared.Next();
    private long _now = 1_000_000;

    public ServerPaceTests() => _random = new Random(_seed);

    [Fact]
    public void The_limit_stays_near_what_the_server_takes_and_rises_again_when_it_takes_more()
    {
        Run(seconds: 10, processors: 8, demand: 4);
        Run(seconds: 60, processors: 8, demand: Most);
        int crowded = _pace.Current;
        Assert.True(crowded < 100, $"seed {_seed}: {crowded}");

        Run(seconds: 60, processors: 64, demand: Most);
        Assert.True(_pace.Current > crowded, $"seed {_seed}: {_pace.Current} after {crowded}");
    }

    [Fact]
    public void An_overload_that_lasts_never_counts_as_the_usual_state()
    {
        Run(seconds: 10, processors: 8, demand: 4);
        Run(seconds: 280, processors: 8, demand: Most);
        Assert.True(_pace.Current < 100, $"seed {_seed}: {_pace.Current}");
    }

    [Fact]
    public void Long_statements_and_some_that_await_locks_say_nothing()
    {
        Run(seconds: 10, processors: 400, demand: Most);
        int before = _pace.Current;
        // A third is another statement that takes forty times as long, and one of ten awaits a lock for a second.
        Run(seconds: 30, processors: 400, demand: Most, longs: 3, locked: 10);
        Assert.True(_pace.Current >= before * 0.9, $"seed {_seed}: {_pace.Current} after {before}");
    }

    [Fact]
    public void Nobody_who_is_not_asked_for_more_gets_a_higher_limit()
    {
        int before = _pace.Current;
        Run(seconds: 10, processors: 8, demand: 2);
        Assert.Equal(before, _pace.Current);
    }

    private void Run(int seconds, int processors, int demand, int longs = 0, int locked = 0)
    {
        // Time goes on by a statement's share of the server; what is simulated is one of ten of them.
        long end = _now + (seconds * 1_000_000L);
        for (int n = 0; _now < end; n++)
        {
            int atOnce = Math.Min(demand, _pace.Current);
            bool isLong = longs > 0 && n % longs == 0;
            double micros = (isLong ? 40_000 : 1000) * Math.Max(1.0, (double)atOnce / processors) * (1 + _random.NextDouble());
            if (locked > 0 && n % locked == 0)
                micros += 1_000_000;
            _now += 2_000;
            _pace.Note(isLong ? 2UL : 1UL, (long)micros, atOnce, _now, out _);
        }
    }
}
