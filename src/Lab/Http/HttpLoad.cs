using System.Runtime;
using Seawall.Transport;

namespace Seawall.Lab.Http;

/// <summary>How far a running load is; the 99th percentile is of the last whole second, from the intended start.</summary>
public readonly record struct HttpProgress(
    string What, double Seconds, double OfSeconds, double? OfferedPerSecond, long Sent, int InFlight, int Waiting, long Errors, long P99Micros);

/// <summary>Runs one load on a loop of its own.</summary>
internal static class HttpLoad
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(250);

    public static async Task<LoadOutcome> RunAsync(
        RequestSet requests, LoadPlan plan, TimeProvider time, Action<HttpEngine, double>? progress, CancellationToken ct)
    {
        GCLatencyMode latency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        try
        {
            await using var loop = new EventLoop("http load", time);
            var engine = new HttpEngine(loop, requests, plan);
            Task<LoadOutcome> run = engine.RunAsync(ct);
            if (progress is not null)
            {
                await WatchAsync(engine, run, time, progress).ConfigureAwait(false);
            }

            return await run.ConfigureAwait(false);
        }
        finally
        {
            GCSettings.LatencyMode = latency;
        }
    }

    private static async Task WatchAsync(HttpEngine engine, Task run, TimeProvider time, Action<HttpEngine, double> progress)
    {
        long started = time.GetTimestamp();
        using var timer = new PeriodicTimer(_tick, time);
        while (!run.IsCompleted)
        {
            await Task.WhenAny(run, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()).ConfigureAwait(false);
            progress(engine, time.GetElapsedTime(started).TotalSeconds);
        }
    }
}
