using System.Runtime;
using Seawall.Lab.Comparing;
using Seawall.Lab.Filtering;
using Seawall.Transport;

namespace Seawall.Lab.Replay;

/// <summary>How far a running replay is.</summary>
public readonly record struct ReplayProgress(double Seconds, long Statements, long UnitsEnded, long UnitsInPass, int InFlight, long NewErrors, long P95Micros, bool Stopping);

/// <summary>Replays a folder of lanes on a test site.</summary>
public static class Replayer
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Runs the lanes and returns the report; cancelling stops it cleanly with a report of what was run. Throws <see cref="ReplayRefusedException"/>
    /// or <see cref="Topology.TestSiteRefusedException"/> when the target must not be used, before anything is sent.
    /// </summary>
    public static async Task<ReplayReport> RunAsync(ReplayOptions options, TimeProvider time, IProgress<ReplayProgress>? progress, CancellationToken ct)
    {
        using ReplayPlan packed = ReplayPlan.Open(options.Lanes);
        ReplayTarget target = await ReplayTarget.CheckAsync(options, packed.Manifest, ct).ConfigureAwait(false);
        TargetCatalog catalog = options is { Record: null, Compare: null, Use: LaneUse.All }
            ? TargetCatalog.Empty
            : await TargetCatalog.ReadAsync(options.Target, DigestRule.Functions(packed.Manifest), ct).ConfigureAwait(false);
        using FilteredLanes? filtered = options.Use == LaneUse.All ? null : FilteredLanes.Make(packed, options.Use, catalog, ct);
        using ReplayPlan? left = filtered is null ? null : ReplayPlan.Open(filtered.Folder);
        ReplayPlan plan = left ?? packed;
        if (plan.Units.IsEmpty)
        {
            throw new ReplayRefusedException($"Nothing of {options.Lanes} is left to replay: all of its statements write.");
        }

        using RecordedRun? recorded = Recording.Open(options, plan, catalog, time);
        GCLatencyMode latency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        try
        {
            await using var loop = new EventLoop("replay", time);
            var engine = new ReplayEngine(loop, plan, target, options, recorded);
            Task run = engine.RunAsync(ct);
            await WatchAsync(engine, run, time, progress).ConfigureAwait(false);
            await run.ConfigureAwait(false);
            recorded?.Finish(complete: !ct.IsCancellationRequested && engine.UnitsCut == 0);
            ReplayReport report = ReportWriter.Write(engine, ct.IsCancellationRequested) with { LeftOut = filtered?.LeftOut ?? [] };
            return recorded is RunComparer comparer
                ? report with { Compared = ComparedReportWriter.Write(comparer, plan, options.Compare!, catalog.Server) }
                : report with { RecordedTo = options.Record };
        }
        finally
        {
            GCSettings.LatencyMode = latency;
        }
    }

    /// <summary>Reads counters that only the loop's thread writes; a figure read in between is at worst half a second old.</summary>
    private static async Task WatchAsync(ReplayEngine engine, Task run, TimeProvider time, IProgress<ReplayProgress>? progress)
    {
        if (progress is null)
        {
            return;
        }

        long started = time.GetTimestamp();
        using var timer = new PeriodicTimer(_tick, time);
        while (!run.IsCompleted)
        {
            Task<bool> tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            await Task.WhenAny(run, tick).ConfigureAwait(false);
            progress.Report(new ReplayProgress(
                time.GetElapsedTime(started).TotalSeconds,
                engine.Comparison.Statements,
                engine.UnitsEnded,
                engine.Plan.Units.Length,
                engine.Meter.Now,
                engine.Comparison.NewErrors,
                engine.Comparison.Latency.ValueAt(0.95),
                engine.IsStopping));
        }
    }
}
