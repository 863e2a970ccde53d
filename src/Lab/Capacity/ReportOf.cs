using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Capacity;

/// <summary>From measured steps to the report, without a clock or a socket.</summary>
internal static class ReportOf
{
    public static CapacityReport Steps(CapacityOptions options, ReplayPlan plan, IReadOnlyList<MeasuredStep> steps, IReadOnlyList<string> notes, DateTimeOffset at, string target, bool interrupted)
    {
        UslFit? usl = Usl.Fit([.. steps.Where(s => !s.IsOpen && s.Step.Valid && s.Step.PerSecond > 0).Select(s => new UslPoint(s.Step.Concurrency, s.Step.PerSecond))], options.Seed);
        KneeReport knee = KneeFinder.Find(steps, usl, options.Slo, options.MostErrors);
        MeasuredStep? shown = LimitFinder.At([.. steps.Where(s => !s.IsOpen) is { } closed && closed.Any() ? closed : steps], knee);
        IReadOnlyList<DigestDemand> demands = shown is null ? [] : Demands.Of(shown, plan.Manifest);
        LimitReport limit = shown is null ? new LimitReport { Resource = "none", Evidence = "no step ended", Share = 0 } : LimitFinder.Find(shown, demands, plan.Manifest);
        double peak = LoggedPeak.PerSecond(plan);
        return new CapacityReport
        {
            At = at,
            Database = plan.Manifest.Database,
            Target = target,
            Interrupted = interrupted,
            Steps = [.. steps.Select(s => s.Step)],
            Usl = usl,
            Knee = knee,
            Limit = limit,
            Demands = Demands.For(limit.Resource, demands),
            LoggedPeakPerSecond = peak,
            Multiple = peak > 0 ? knee.PerSecond * (1 / peak) : default,
            Notes = [.. notes, .. Own(usl)],
        };
    }

    private static IEnumerable<string> Own(UslFit? usl)
    {
        if (usl is { PeakIsBeyond: true })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"throughput still rises at {usl.MeasuredTo:0} lanes; nothing is said past {usl.TrustedTo:0}. Pack more lanes to see where it turns");
        }

        if (usl is { RSquared: < 0.9 })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the law explains {usl.RSquared:0%} of the variation only: the steps were noisy or something else grew with them");
        }
    }
}
