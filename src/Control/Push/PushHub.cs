using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Seawall.Control.Config;
using Seawall.Control.Push.Peers;

namespace Seawall.Control.Push;

/// <summary>Keeps every stream up to date: one sweep over all of them for each new revision, and one every quarter of a second for beats and slow readers.</summary>
internal sealed class PushHub(IConfigStore store, PushFeed feed, InstanceBook book, ClusterStanding standing, TimeProvider time, IHostApplicationLifetime host) : BackgroundService
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _forget = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<PushStream, bool> _streams = new();
    private readonly Lock _sweep = new();

    public int Open => _streams.Count;

    /// <summary>Takes a stream in and gives it what it lacks at once; false when it is gone already.</summary>
    public bool Join(PushStream stream)
    {
        _streams.TryAdd(stream, true);
        if (stream.Advance(feed, feed.Now))
            return true;
        _streams.TryRemove(stream, out _);
        return false;
    }

    public void Leave(PushStream stream) => _streams.TryRemove(stream, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Streams end as soon as the process begins to stop: the web server would wait for them.
        await using var end = host.ApplicationStopping.Register(DropAll);
        await Task.WhenAll(FollowAsync(stoppingToken), BeatAsync(stoppingToken)).ConfigureAwait(false);
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        try
        {
            var given = -1L;
            while (true)
            {
                await store.WaitPastAsync(given, stopping).ConfigureAwait(false);
                feed.Refresh();
                given = feed.Head.State.Revision;
                Sweep();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task BeatAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_tick, time);
        var forgetAt = feed.Now + (long)_forget.TotalMilliseconds;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                if (standing.Stopped)
                    DropAll();
                Sweep();
                if (feed.Now < forgetAt)
                    continue;
                book.Forget();
                forgetAt = feed.Now + (long)_forget.TotalMilliseconds;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private void DropAll()
    {
        foreach (var stream in _streams.Keys)
            stream.Drop();
    }

    private void Sweep()
    {
        lock (_sweep)
        {
            var now = feed.Now;
            foreach (var (stream, _) in _streams)
            {
                if (stream.Advance(feed, now) || !_streams.TryRemove(stream, out _))
                    continue;
                stream.Drop();
            }
        }
    }
}
