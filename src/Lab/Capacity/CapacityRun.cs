using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Capacity;

/// <summary>The steps of one measurement, one after the other on the same connections and further along the same log.</summary>
internal sealed class CapacityRun(CapacityOptions options, Manifest manifest, LoadDriver driver, TargetWatch watch, TimeProvider time, IProgress<CapacityProgress>? progress)
{
    private const int MostWarmUpSlices = 10;
    private const double Stable = 0.05;

    /// <summary>A step with statements as long as itself is measured longer, until what began in it has ended in it.</summary>
    private const int MostLonger = 3;
    private static readonly int[] _between = [3, 6, 5, 7, 12, 10, 14, 24];

    private readonly List<MeasuredStep> _steps = [];
    private readonly List<string> _notes = [];
    private readonly TimeSpan _slice = TimeSpan.FromMilliseconds(Math.Clamp(options.Step.TotalMilliseconds / 10, 50, 500));
    private readonly double _statementsPerUnit = (double)manifest.Statements / manifest.Units;

    public IReadOnlyList<MeasuredStep> Steps => _steps;

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>1, 2, 4, … up to the most; where that gives less than six levels, with levels between.</summary>
    public static IReadOnlyList<int> Levels(int most)
    {
        var levels = new SortedSet<int> { 1, most };
        for (int n = 2; n < most; n *= 2)
        {
            levels.Add(n);
        }

        foreach (int n in _between.Where(n => n < most))
        {
            if (levels.Count < 6)
            {
                levels.Add(n);
            }
        }

        return [.. levels];
    }

    public async Task RunAsync(CancellationToken ct)
    {
        int most = Math.Min(options.Max ?? manifest.LaneCount, manifest.LaneCount);
        try
        {
            if (options.FixedRates.Count == 0)
            {
                await ClosedAsync(most, ct).ConfigureAwait(false);
            }

            double knee = _steps.Where(s => s.Step.Valid).Select(s => s.Step.PerSecond).DefaultIfEmpty(0).Max();
            foreach (double rate in options.Rates.Select(r => r * knee).Concat(options.FixedRates).Where(r => r > 0))
            {
                await driver.OfferAsync(rate / _statementsPerUnit).ConfigureAwait(false);
                await StepAsync(most, rate, ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The steps that ended are the answer.
        }
    }

    private async Task ClosedAsync(int most, CancellationToken ct)
    {
        // Load what the log reads, before the first step is to be judged by one lane alone.
        await driver.KeepBusyAsync(Math.Min(most, 2 * Environment.ProcessorCount)).ConfigureAwait(false);
        await WarmUpAsync("warming up", most, null, ct).ConfigureAwait(false);
        foreach (int lanes in Levels(most))
        {
            await driver.KeepBusyAsync(lanes).ConfigureAwait(false);
            await StepAsync(lanes, null, ct).ConfigureAwait(false);
        }
    }

    private async Task StepAsync(int lanes, double? offered, CancellationToken ct)
    {
        await WarmUpAsync("warming up", lanes, offered, ct).ConfigureAwait(false);
        var counts = new StepCounts(manifest.Digests.Count);
        await watch.BeginAsync(ct).ConfigureAwait(false);
        _ = await driver.TakeAsync().ConfigureAwait(false);
        int slices = Math.Max(1, (int)Math.Round(options.Step / _slice));
        for (int i = 0; i < slices || (i < MostLonger * slices && !MeasuredStep.Balances(lanes, offered, counts)); i++)
        {
            counts.Add(await SliceAsync("measuring", lanes, offered, ct).ConfigureAwait(false));
        }

        var step = MeasuredStep.Of(lanes, offered, counts, await watch.EndAsync(ct).ConfigureAwait(false), watch.Allowance, _statementsPerUnit);
        _steps.Add(step);
        progress?.Report(new CapacityProgress("measured", lanes, offered, step.Step.PerSecond, step.Step.P95Micros, step.Step));
        if (counts.OtherErrors > 0.05 * counts.Statements && !_notes.Exists(n => n.Contains("failed although", StringComparison.Ordinal)))
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"{(double)counts.OtherErrors / counts.Statements:0%} of the statements failed although they did not in the log, so they did less work: reset the test site before a run"));
        }

        if (counts.Around > 0.05 * lanes && !_notes.Exists(n => n.Contains("setting up", StringComparison.Ordinal)))
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"lanes spent {counts.Around / lanes:0%} of their time setting up the sessions their statements need"));
        }
    }

    /// <summary>Until throughput and p95 of three slices agree within 5 %, at most ten slices.</summary>
    private async Task WarmUpAsync(string phase, int lanes, double? offered, CancellationToken ct)
    {
        var last = new Queue<(double Rate, double P95)>();
        _ = await SliceAsync(phase, lanes, offered, ct).ConfigureAwait(false);
        for (int i = 1; i < MostWarmUpSlices; i++)
        {
            LoadSlice slice = await SliceAsync(phase, lanes, offered, ct).ConfigureAwait(false);
            last.Enqueue((slice.Comparison.Statements / slice.Seconds, slice.Comparison.Latency.ValueAt(0.95)));
            if (last.Count > 3)
            {
                last.Dequeue();
            }

            if (last.Count == 3 && Agree(last.Select(s => s.Rate)) && Agree(last.Select(s => s.P95)))
            {
                return;
            }
        }
    }

    private async Task<LoadSlice> SliceAsync(string phase, int lanes, double? offered, CancellationToken ct)
    {
        Task passed = Task.Delay(_slice, time, ct);
        if (await Task.WhenAny(passed, driver.Run).ConfigureAwait(false) != passed)
        {
            await driver.Run.ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The lanes closed before the measurement ended.");
        }

        await passed.ConfigureAwait(false);
        LoadSlice slice = await driver.TakeAsync().ConfigureAwait(false);
        progress?.Report(new CapacityProgress(phase, lanes, offered, slice.Comparison.Statements / slice.Seconds, slice.Comparison.Latency.ValueAt(0.95), null));
        return slice;
    }

    private static bool Agree(IEnumerable<double> values)
    {
        double mean = values.Average();
        return mean > 0 && values.All(v => Math.Abs(v - mean) <= Stable * mean);
    }
}
