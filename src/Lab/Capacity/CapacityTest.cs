using System.Globalization;
using System.Runtime;
using Seawall.Kernel;
using Seawall.Lab.Comparing;
using Seawall.Lab.Filtering;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Capacity;

/// <summary>Finds what a test site carries: steps of more and more busy lanes to and past the knee, then, if asked, steps at rising rates.</summary>
public static class CapacityTest
{
    /// <summary>
    /// Runs the steps and returns the report; cancelling ends it cleanly with the steps so far. Throws <see cref="ReplayRefusedException"/>
    /// or <see cref="Topology.TestSiteRefusedException"/> when the target must not be used, before anything is sent.
    /// </summary>
    public static async Task<CapacityReport> RunAsync(CapacityOptions options, TimeProvider time, IProgress<CapacityProgress>? progress, CancellationToken ct)
    {
        using ReplayPlan packed = ReplayPlan.Open(options.Lanes);
        var replay = new ReplayOptions
        {
            Lanes = options.Lanes,
            Target = options.Target,
            Via = options.Via,
            Duration = TimeSpan.FromDays(20),
            Use = options.Use,
            WarmUp = options.Settle,
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
        };
        ReplayTarget target = await ReplayTarget.CheckAsync(replay, packed.Manifest, ct).ConfigureAwait(false);
        using FilteredLanes? filtered = await FilterAsync(options, packed, ct).ConfigureAwait(false);
        using ReplayPlan? left = filtered is null ? null : ReplayPlan.Open(filtered.Folder);
        ReplayPlan plan = left ?? packed;
        DateTimeOffset at = time.GetUtcNow();
        GCLatencyMode latency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        try
        {
            await using TargetWatch watch = await TargetWatch.StartAsync(options.Target, time, ct).ConfigureAwait(false);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await using LoadDriver driver = await LoadDriver.StartAsync(plan, target, replay, time, end.Token).ConfigureAwait(false);
            var run = new CapacityRun(options, plan.Manifest, driver, watch, time, progress);
            await run.RunAsync(ct).ConfigureAwait(false);
            await end.CancelAsync().ConfigureAwait(false);
            await driver.Run.ConfigureAwait(false);
            string name = string.Create(CultureInfo.InvariantCulture, $"{target.Address}/{target.Database}");
            return ReportOf.Steps(options, plan, run.Steps, [.. run.Notes, .. Notes(options, plan, target, driver, watch)], at, name, ct.IsCancellationRequested);
        }
        finally
        {
            GCSettings.LatencyMode = latency;
        }
    }

    private static async Task<FilteredLanes?> FilterAsync(CapacityOptions options, ReplayPlan packed, CancellationToken ct)
    {
        if (options.Use == LaneUse.All)
        {
            return null;
        }

        TargetCatalog catalog = await TargetCatalog.ReadAsync(options.Target, DigestRule.Functions(packed.Manifest), ct).ConfigureAwait(false);
        FilteredLanes filtered = FilteredLanes.Make(packed, options.Use, catalog, ct);
        using ReplayPlan left = ReplayPlan.Open(filtered.Folder);
        if (!left.Units.IsEmpty)
        {
            return filtered;
        }

        filtered.Dispose();
        throw new ReplayRefusedException($"Nothing of {options.Lanes} is left to run: all of its statements write.");
    }

    private static IEnumerable<string> Notes(CapacityOptions options, ReplayPlan plan, ReplayTarget target, LoadDriver driver, TargetWatch watch)
    {
        if (options.Use != LaneUse.All)
        {
            yield return options.Use == LaneUse.ReadOnly
                ? "only what reads ran, and the log's peak second counts only that"
                : "every transaction was rolled back, which spares the server the commits";
        }

        foreach (string warning in plan.Manifest.Warnings)
        {
            yield return $"packed: {warning}";
        }

        if (target.MissingUsers.Count > 0)
        {
            yield return $"the target lacks the logins {string.Join(", ", target.MissingUsers)}: their statements ran as {target.User}";
        }

        if (driver.Passes > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the log ran {driver.Passes} times: what a second pass writes again may fail or find more rows than the log did");
        }

        if (driver.Priority is null)
        {
            yield return "the sending thread runs at ordinary priority: on a busy machine lanes wait for the processor between statements; run as root";
        }

        if (watch.Allowance is null)
        {
            yield return "the server runs on another machine or cannot be read from here: its processor is judged by its sessions alone";
        }

        if (watch.Fault is { } fault)
        {
            yield return $"looking at the sessions ended early: {fault}";
        }
    }
}
