using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Capacity;

namespace Seawall.Lab.Http;

/// <summary>The next step of a ramp: so many under way, or so many a second.</summary>
internal readonly record struct RampStep(int? Concurrency, double? PerSecond);

/// <summary>Decides from the steps of one interface (or the mix) so far which comes next, and in the end what it carries; no clock, no socket.</summary>
/// <remarks>
/// Closed steps find how much can be had at all and give the law its points; open steps then find the highest rate within the limits, from
/// well below to beyond it, and halve the gap between the last that passed and the first that failed.
/// </remarks>
internal static class RampRules
{
    public const double MostErrors = 0.01;

    /// <summary>An open step has to answer this share of what was offered.</summary>
    public const double LeastAnswered = 0.97;

    private const double GapWanted = 1.06;
    private static readonly double[] _climb = [0.6, 0.8, 0.95, 1.1, 1.3, 1.6, 2, 2.5, 3.2, 4];
    private static readonly double[] _descend = [0.4, 0.2, 0.1];

    /// <summary>The next step; null when the knee is known as well as it will be.</summary>
    public static RampStep? Next(IReadOnlyList<HttpStep> steps, int mostConnections, long sloMicros)
    {
        HttpStep[] closed = [.. steps.Where(step => step.OfferedPerSecond is null)];
        HttpStep[] open = [.. steps.Where(step => step.OfferedPerSecond is not null)];
        if (open.Length == 0 && NextConcurrency(closed, mostConnections, sloMicros) is { } concurrency)
        {
            return new RampStep(concurrency, null);
        }

        double peak = closed.Length == 0 ? 0 : closed.Max(step => step.PerSecond);
        return peak > 0 && NextRate(open, peak) is { } rate ? new RampStep(null, rate) : null;
    }

    /// <summary>Whether an open step kept the limits; null when it did, else why not.</summary>
    public static string? Fault(HttpStep step, long sloMicros)
    {
        double ended = step.PerSecond * step.Seconds;
        if (step.Errors > MostErrors * Math.Max(1, ended))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{step.Errors / Math.Max(1, ended):0.0%} errors");
        }

        if (step.CorrectedP99Micros > sloMicros)
        {
            return string.Create(CultureInfo.InvariantCulture, $"p99 {step.CorrectedP99Micros / 1000.0:0} ms is over {sloMicros / 1000.0:0} ms");
        }

        return step.PerSecond < LeastAnswered * step.OfferedPerSecond
            ? string.Create(CultureInfo.InvariantCulture, $"answered {step.PerSecond:0} of {step.OfferedPerSecond:0} a second")
            : null;
    }

    /// <summary>The range the knee lies in: the highest rate that passed below the lowest that failed. Null when none passed.</summary>
    public static Interval? Capacity(IReadOnlyList<HttpStep> steps)
    {
        (double passed, double failed) = Bounds([.. steps.Where(step => step.OfferedPerSecond is not null)]);
        if (passed <= 0)
        {
            return null;
        }

        return double.IsPositiveInfinity(failed) ? Interval.Exactly(passed) : new Interval(passed, (passed + failed) / 2, failed);
    }

    /// <summary>The step with the lowest rate that failed and did not pass when it was tried again.</summary>
    public static HttpStep? FirstFailed(IReadOnlyList<HttpStep> steps) => steps
        .Where(step => step is { OfferedPerSecond: not null, Passed: false } && !steps.Any(other => other is { OfferedPerSecond: not null, Passed: true } && Same(other, step)))
        .MinBy(step => step.OfferedPerSecond);

    private static int? NextConcurrency(HttpStep[] closed, int most, long sloMicros)
    {
        if (closed.Length == 0)
        {
            return 1;
        }

        HttpStep last = closed[^1];
        int next = (int)last.Concurrency * 2;
        bool enough = closed.Length >= Usl.FewestPoints
            && (last.PerSecond < 1.03 * closed[^2].PerSecond && closed[^2].PerSecond < 1.1 * closed[^3].PerSecond || last.MeanMicros > sloMicros);
        return next > most || enough || last.Errors > last.PerSecond * last.Seconds / 2 ? null : next;
    }

    private static double? NextRate(HttpStep[] open, double peak)
    {
        // The generator gave out: a higher rate tells nothing about the server.
        if (open.Length > 0 && !open[^1].Valid && open[^1].GeneratorCpu >= StepRules.MostGeneratorCpu)
        {
            return null;
        }

        // A rate that should have passed, or whose figures do not count, is given a second chance before it counts as failed.
        bool doubtful = open.Length > 0 && !open[^1].Passed && (open[^1].OfferedPerSecond < 0.9 * peak || (!open[^1].Valid && open[^1].Dropped == 0));
        if (doubtful && open.Count(step => Same(step, open[^1])) == 1)
        {
            return open[^1].OfferedPerSecond;
        }

        (double passed, double failed) = Bounds(open);
        if (double.IsPositiveInfinity(failed))
        {
            double[] higher = [.. _climb.Select(times => times * peak).Where(rate => rate > passed * 1.01)];
            return higher.Length == 0 ? null : Round(higher[0]);
        }

        if (passed <= 0)
        {
            double[] lower = [.. _descend.Select(times => times * peak).Where(rate => rate < failed * 0.99)];
            return lower.Length == 0 ? null : Round(lower[0]);
        }

        return failed / passed <= GapWanted ? null : Round((passed + failed) / 2);
    }

    private static (double Passed, double Failed) Bounds(HttpStep[] open)
    {
        double failed = FirstFailed(open)?.OfferedPerSecond ?? double.PositiveInfinity;
        double passed = 0;
        foreach (HttpStep step in open)
        {
            if (step.Passed && step.OfferedPerSecond is { } rate && rate < failed)
            {
                passed = Math.Max(passed, rate);
            }
        }

        return (passed, failed);
    }

    private static bool Same(HttpStep one, HttpStep other) => Math.Abs(one.OfferedPerSecond!.Value - other.OfferedPerSecond!.Value) < 0.01 * other.OfferedPerSecond.Value;

    private static double Round(double rate) => rate >= 100 ? Math.Round(rate) : Math.Round(rate, 1);
}
