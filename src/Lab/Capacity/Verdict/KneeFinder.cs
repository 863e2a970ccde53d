using System.Globalization;
using Seawall.Kernel;

namespace Seawall.Lab.Capacity;

/// <summary>The knee: the least of the law's peak, the last step within the latency limit, the first that saturates a resource, and what was measured at all.</summary>
internal static class KneeFinder
{
    public const double SaturatedCpu = 0.9;
    public const double SaturatedDisk = 0.95;
    public const double SaturatedLocks = 0.5;
    private const double Nearly = 0.95;

    public static KneeReport Find(IReadOnlyList<MeasuredStep> steps, UslFit? usl, TimeSpan slo, double mostErrors)
    {
        MeasuredStep[] closed = [.. steps.Where(s => !s.IsOpen && s.Step.Valid).OrderBy(s => s.Step.Concurrency)];
        MeasuredStep[] open = [.. steps.Where(s => s.IsOpen && s.Step.Valid).OrderBy(s => s.Step.OfferedPerSecond)];
        KneeReport[] found = [.. Candidates(closed, usl, slo, mostErrors)];
        KneeReport? knee = found.MinBy(k => k.Concurrency);
        KneeReport? rate = AtRate(open, slo, mostErrors);
        return (knee, rate) switch
        {
            (null, null) => new KneeReport { Concurrency = 0, PerSecond = Interval.Exactly(0), Reason = "no step was valid" },
            (null, _) => rate!,
            (_, not null) when rate.PerSecond.Value < knee.PerSecond.Value && IsBound(steps, rate, slo, mostErrors) => rate,
            _ => knee,
        };
    }

    /// <summary>Which resource a step saturates, in words; null when none.</summary>
    public static string? Saturated(MeasuredStep step)
    {
        string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        return step.CpuShare is >= SaturatedCpu and var cpu ? Say($"the server used {cpu:0%} of its processor ({step.Allowance!.Because})")
            : IsMachineFull(step) ? Say($"all processors of this machine were busy, {step.Use.ServerCores:0.0} cores of them with the server")
            : step.Step.Time is { Locks: >= SaturatedLocks } time ? Say($"statements spent {time.Locks:0%} of their time waiting for locks")
            : step.Step.DiskBusy is >= SaturatedDisk and var disk ? Say($"the disk was busy {disk:0%} of the time")
            : null;
    }

    /// <summary>The server's processes wait for processors that others of this machine use as well.</summary>
    public static bool IsMachineFull(MeasuredStep step) =>
        step.Use is { LaneCores: { } running, LaneWaitingCores: { } waiting, MachineCpu: >= 0.97 } && waiting >= 0.25 * running && step.Step.Time is { Cpu: >= 0.5 };

    public static bool IsWithin(CapacityStep step, TimeSpan slo, double mostErrors) =>
        step.CorrectedP99Micros <= slo.TotalMicroseconds && step.Errors <= mostErrors * Math.Max(1, step.PerSecond * step.Seconds);

    private static IEnumerable<KneeReport> Candidates(MeasuredStep[] closed, UslFit? usl, TimeSpan slo, double mostErrors)
    {
        if (closed.Length == 0)
        {
            yield break;
        }

        MeasuredStep best = closed.MaxBy(s => s.Step.PerSecond)!;
        yield return At(best, usl, string.Create(CultureInfo.InvariantCulture, $"the most of all steps, with {best.Step.Concurrency:0} in flight; up to {closed[^1].Step.Concurrency:0} were tried"));

        // A fit that explains little says nothing about where the curve turns.
        if (usl is { PeakIsBeyond: false, RSquared: >= 0.7 })
        {
            yield return new KneeReport
            {
                Concurrency = usl.PeakConcurrency,
                PerSecond = usl.PeakPerSecond,
                Reason = string.Create(CultureInfo.InvariantCulture, $"throughput is highest with {usl.PeakConcurrency:0} in flight (σ {usl.Sigma.Value:0.####}, κ {usl.Kappa.Value:0.######})"),
            };
        }

        if (closed.Any(s => !IsWithin(s.Step, slo, mostErrors)))
        {
            MeasuredStep? last = closed.LastOrDefault(s => IsWithin(s.Step, slo, mostErrors));
            yield return last is null
                ? At(closed[0], usl, string.Create(CultureInfo.InvariantCulture, $"already {closed[0].Step.Concurrency:0} in flight is past the limit: p99 {closed[0].Step.P99Micros / 1000.0:0.0} ms, limit {slo.TotalMilliseconds:0} ms"))
                : At(last, usl, string.Create(CultureInfo.InvariantCulture, $"the last step with p99 within {slo.TotalMilliseconds:0} ms and errors within {mostErrors:0.##%}"));
        }

        // A resource that looks full while one lane more still adds a fifth was not: the knee is where it is full and nothing is to be gained.
        if (closed.FirstOrDefault(s => Saturated(s) is not null && s.Step.PerSecond >= Nearly * best.Step.PerSecond) is { } saturated)
        {
            yield return At(saturated, usl, $"from here on {Saturated(saturated)}");
        }
    }

    private static KneeReport At(MeasuredStep step, UslFit? usl, string reason)
    {
        Interval rate = step.Step.PerSecondInterval ?? Interval.Exactly(step.Step.PerSecond);
        if (usl?.Curve.MinBy(p => Math.Abs(p.Concurrency - step.Step.Concurrency)) is { } near)
        {
            // What the law allows for beside what the slices of the step say: the wider of both.
            double scale = near.PerSecond.Value > 0 ? rate.Value / near.PerSecond.Value : 1;
            rate = rate with { Low = Math.Min(rate.Low, near.PerSecond.Low * scale), High = Math.Max(rate.High, near.PerSecond.High * scale) };
        }

        return new KneeReport { Concurrency = step.Step.Concurrency, PerSecond = rate, Reason = reason };
    }

    private static KneeReport? AtRate(MeasuredStep[] open, TimeSpan slo, double mostErrors) =>
        open.LastOrDefault(s => IsWithin(s.Step, slo, mostErrors)) is not { } step ? null : new KneeReport
        {
            Concurrency = step.Step.Concurrency,
            PerSecond = step.Step.PerSecondInterval ?? Interval.Exactly(step.Step.PerSecond),
            Reason = string.Create(CultureInfo.InvariantCulture, $"the highest rate offered that keeps p99 within {slo.TotalMilliseconds:0} ms from the intended start"),
        };

    /// <summary>A rate says something about the limit only when a higher one failed.</summary>
    private static bool IsBound(IReadOnlyList<MeasuredStep> steps, KneeReport rate, TimeSpan slo, double mostErrors) =>
        steps.Any(s => s.IsOpen && s.Step.OfferedPerSecond > rate.PerSecond.Value && (!s.Step.Valid || !IsWithin(s.Step, slo, mostErrors)));
}
