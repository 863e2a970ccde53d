using Seawall.Kernel;
using Seawall.Lab.Replay;
using Seawall.Transport;

namespace Seawall.Lab.Capacity;

/// <summary>What the lanes did between two looks.</summary>
internal sealed record LoadSlice(Comparison Comparison, LatencyHistogram Corrected, double Seconds, double InFlight, double Around, double GeneratorCpu, long UnitsDropped, long UnitsCut);

/// <summary>A replay whose pace is set from outside while it runs, and whose counters are taken in slices.</summary>
internal sealed class LoadDriver : IAsyncDisposable
{
    private readonly EventLoop _loop;
    private readonly ReplayEngine _engine;
    private Counters _last;

    private LoadDriver(EventLoop loop, ReplayEngine engine, Task run)
    {
        (_loop, _engine, Run) = (loop, engine, run);
        _last = new Counters(0, 0, 0, 0, 0, 0);
    }

    /// <summary>Ends when the lanes have closed; faulted when the target refused them.</summary>
    public Task Run { get; }

    public ReplayTarget Target => _engine.Target;

    public string? Priority => _engine.Raised;

    public long Passes => _engine.Passes;

    /// <summary>Connects all lanes and returns when they are ready and none is busy.</summary>
    public static async Task<LoadDriver> StartAsync(ReplayPlan plan, ReplayTarget target, ReplayOptions options, TimeProvider time, CancellationToken ct)
    {
        var loop = new EventLoop("capacity", time);
        var engine = new ReplayEngine(loop, plan, target, options);
        engine.KeepBusy(0);
        Task run = engine.RunAsync(ct);
        var driver = new LoadDriver(loop, engine, run);
        await Task.WhenAny(run, engine.Begun).ConfigureAwait(false);
        if (run.IsFaulted)
        {
            await loop.DisposeAsync().ConfigureAwait(false);
            await run.ConfigureAwait(false);
        }

        return driver;
    }

    public Task KeepBusyAsync(int lanes) => OnLoopAsync(engine =>
    {
        engine.KeepBusy(lanes);
        return 0;
    });

    public Task OfferAsync(double unitsPerSecond) => OnLoopAsync(engine =>
    {
        engine.Offer(unitsPerSecond);
        return 0;
    });

    /// <summary>What was counted since the last call.</summary>
    public Task<LoadSlice> TakeAsync() => OnLoopAsync(engine =>
    {
        long now = _loop.NowMicros;
        engine.Meter.Pass(now);
        var counters = new Counters(now, engine.Meter.Area, engine.AroundMicros, ThreadClock.CurrentNanos(), engine.Dropped, engine.UnitsCut);
        (Comparison comparison, LatencyHistogram corrected) = engine.TakeCounts();
        double micros = Math.Max(1, now - _last.Micros);
        var slice = new LoadSlice(
            comparison,
            corrected,
            micros / 1e6,
            (counters.Area - _last.Area) / micros,
            (counters.AroundMicros - _last.AroundMicros) / micros,
            (counters.CpuNanos - _last.CpuNanos) / (micros * 1000),
            // A new schedule counts from zero.
            counters.Dropped >= _last.Dropped ? counters.Dropped - _last.Dropped : counters.Dropped,
            counters.UnitsCut - _last.UnitsCut);
        _last = counters;
        return slice;
    });

    public async ValueTask DisposeAsync() => await _loop.DisposeAsync().ConfigureAwait(false);

    private Task<T> OnLoopAsync<T>(Func<ReplayEngine, T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(_ => done.TrySetResult(work(_engine)));
        return done.Task;
    }

    private readonly record struct Counters(long Micros, double Area, long AroundMicros, long CpuNanos, long Dropped, long UnitsCut);
}
