using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Kernel;

namespace Seawall.Control.Live;

/// <summary>
/// Asks the gates once a second while somebody watches, every 15 seconds otherwise; one sampler for all who watch, so that a hundred open pages cost the gates
/// as much as one.
/// </summary>
public sealed partial class LiveSampler(ILiveGates gates, TimeProvider time, ILogger<LiveSampler> log) : BackgroundService
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unwatched = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookLasts = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan NowLasts = TimeSpan.FromSeconds(10);
    private const int Most = 900;

    private readonly GateDifferences _differences = new();
    private readonly Queue<Stretch> _recent = new();
    private volatile LiveWindow _window = new();
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _watchers;
    private long _lookedUntil;

    /// <summary>What is known now.</summary>
    public LiveWindow Window => _window;

    /// <summary>How many watch now.</summary>
    public int Watchers => Volatile.Read(ref _watchers);

    /// <summary>What is known now, for a page that was just asked for: the next seconds are sampled as if somebody watched.</summary>
    public LiveWindow Look()
    {
        var asleep = !IsWatched;
        Interlocked.Exchange(ref _lookedUntil, (time.GetUtcNow() + LookLasts).UtcTicks);
        if (asleep)
            _wake.TrySetResult();
        return _window;
    }

    /// <summary>Every new sample until cancelled; the first is the next one taken.</summary>
    public async IAsyncEnumerable<LiveSample> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asleep = !IsWatched;
        Interlocked.Increment(ref _watchers);
        try
        {
            if (asleep)
                _wake.TrySetResult();
            while (true)
            {
                await _next.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (_window.Samples is [.., var last])
                    yield return last;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    /// <summary>One reading of the gates, and what follows from it.</summary>
    internal async Task SampleAsync(CancellationToken cancellationToken)
    {
        var readings = await gates.ReadAsync(cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var stretch = _differences.Since(readings, now);
        var sample = SampleOf([stretch]);
        while (_recent.TryPeek(out var old) && (old.Until <= now - NowLasts || _recent.Count >= 10))
            _recent.Dequeue();
        _recent.Enqueue(stretch);
        _window = new LiveWindow
        {
            Samples = [.. _window.Samples.Where(kept => kept.At > now - Kept).TakeLast(Most - 1), sample],
            Now = SampleOf([.. _recent]),
        };
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                await SampleAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.NotRead(log, e.Message);
            }
            await WaitAsync(time.GetElapsedTime(started), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsWatched => Watchers > 0 || Interlocked.Read(ref _lookedUntil) > time.GetUtcNow().UtcTicks;

    // Somebody who comes while nobody watched ends the long wait.
    private async Task WaitAsync(TimeSpan spent, CancellationToken cancellationToken)
    {
        var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _wake = wake;
        var left = (IsWatched ? Watched : Unwatched) - spent;
        if (left <= TimeSpan.Zero)
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(left, time, either.Token), wake.Task).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
    }

    // Rates of several stretches: their mean.
    private static LiveSample SampleOf(IReadOnlyList<Stretch> stretches)
    {
        var last = stretches[^1];
        var businesses = stretches.SelectMany(stretch => stretch.Businesses).GroupBy(b => b.Business, StringComparer.Ordinal).OrderBy(b => b.Key, StringComparer.Ordinal);
        return new LiveSample(last.Until, [.. businesses.Select(b => SampleOf(b.Key, [.. b], stretches.Count))], last.Sessions, last.Silent);
    }

    private static BusinessSample SampleOf(string business, IReadOnlyList<BusinessStretch> stretches, int of)
    {
        var latency = stretches[0].Latency;
        if (stretches.Count > 1)
        {
            latency = new LatencyHistogram();
            foreach (var stretch in stretches)
                latency.Add(stretch.Latency);
        }
        return new BusinessSample(
            business, stretches.Sum(s => s.CallsPerSecond) / of, stretches.Sum(s => s.ErrorsPerSecond) / of, latency.ValueAt(0.5), latency.ValueAt(0.99));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "The gates could not be read: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
