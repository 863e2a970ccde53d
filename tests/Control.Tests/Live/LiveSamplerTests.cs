using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Control.Live;

namespace Seawall.Control.Tests.Live;

public sealed class LiveSamplerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 11, 11, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeSources _gates = new();

    [Fact]
    public async Task A_quarter_of_an_hour_is_kept_and_the_last_ten_seconds_are_now()
    {
        using var sampler = Sampler();
        for (var second = 0; second < 1_000; second++)
            await TickAsync(sampler);

        Assert.Equal(900, sampler.Window.Samples.Count);
        Assert.Equal(_clock.Now, sampler.Window.Samples[^1].At);
        var mean = sampler.Window.Samples.TakeLast(10).Average(sample => sample.CallsPerSecond);
        Assert.Equal(mean, sampler.Window.Now!.CallsPerSecond, 6);
        Assert.Equal(300, sampler.Window.Last(TimeSpan.FromMinutes(5)).Count());
        Assert.Equal(FakeSources.Businesses, sampler.Window.Businesses);
    }

    [Fact]
    public async Task What_is_older_than_a_quarter_of_an_hour_goes_also_when_nobody_looks()
    {
        using var sampler = Sampler();
        for (var i = 0; i < 100; i++)
            await TickAsync(sampler, 15);
        Assert.Equal(60, sampler.Window.Samples.Count);
    }

    [Fact]
    public async Task Two_who_watch_cost_the_gates_as_much_as_one_and_nobody_left_counts_none()
    {
        using var sampler = Sampler();
        await using (var one = sampler.WatchAsync(default).GetAsyncEnumerator())
        await using (var other = sampler.WatchAsync(default).GetAsyncEnumerator())
        {
            Task<bool> first = one.MoveNextAsync().AsTask(), second = other.MoveNextAsync().AsTask();
            Assert.Equal(2, sampler.Watchers);
            await TickAsync(sampler);
            Assert.True(await first.WaitAsync(Limit) && await second.WaitAsync(Limit));
            Assert.Same(one.Current, other.Current);
        }
        Assert.Equal((1, 0), (_gates.Reads, sampler.Watchers));
    }

    [Fact]
    public async Task Who_comes_while_nobody_watched_ends_the_long_wait()
    {
        using var sampler = new LiveSampler(_gates, TimeProvider.System, NullLogger<LiveSampler>.Instance);
        await sampler.StartAsync(default);
        using var limit = new CancellationTokenSource(Limit);
        var seen = 0;
        await foreach (var _ in sampler.WatchAsync(limit.Token))
        {
            // Two in a row within the limit need the second's beat: unwatched the next would come after fifteen.
            if (++seen == 3)
                break;
        }
        await sampler.StopAsync(default);
        Assert.Equal((3, 0), (seen, sampler.Watchers));
    }

    [Fact]
    public async Task Gates_that_hang_keep_nobody_from_what_is_known()
    {
        using var sampler = Sampler();
        await TickAsync(sampler);
        await TickAsync(sampler);
        _gates.Held = new TaskCompletionSource();
        var stuck = TickAsync(sampler);
        Assert.Equal(2, sampler.Look().Samples.Count);
        _gates.Held.SetResult();
        await stuck.WaitAsync(Limit);
    }

    [Fact]
    public async Task Events_begin_with_the_window_and_end_with_the_session()
    {
        using var sampler = Sampler();
        await TickAsync(sampler);
        await TickAsync(sampler);
        var signedIn = true;
        await using var events = LiveEvents.EventsAsync(TimeSpan.FromMinutes(5), sampler, () => signedIn, default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("window", events.Current.EventType);
        using var window = JsonDocument.Parse(events.Current.Data);
        Assert.Equal(2, window.RootElement.GetProperty("at").GetArrayLength());
        var calls = window.RootElement.GetProperty("businesses").GetProperty("trade").GetProperty("calls");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Number), (calls[0].ValueKind, calls[1].ValueKind));

        var next = events.MoveNextAsync().AsTask();
        _gates.Silent.Add("gate-2");
        await TickAsync(sampler);
        Assert.True(await next.WaitAsync(Limit));
        Assert.Equal("sample", events.Current.EventType);
        Assert.Contains("\"silent\":[\"gate-2\"]", events.Current.Data, StringComparison.Ordinal);

        signedIn = false;
        next = events.MoveNextAsync().AsTask();
        await TickAsync(sampler);
        Assert.False(await next.WaitAsync(Limit));
        Assert.Equal(0, sampler.Watchers);
    }

    private LiveSampler Sampler() => new(_gates, _clock, NullLogger<LiveSampler>.Instance);

    private Task TickAsync(LiveSampler sampler, int seconds = 1)
    {
        _clock.Now += TimeSpan.FromSeconds(seconds);
        return sampler.SampleAsync(default);
    }
}
