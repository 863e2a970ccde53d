using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Seawall.Client.Limits;

/// <summary>What limits let through and refused, by limit, role and outcome: meter <c>Seawall.Limits</c>.</summary>
internal static class LimitFigures
{
    public const string MeterName = "Seawall.Limits";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("seawall.limit.requests", "{request}", "Requests that a limit admitted or refused, and why.");

    private static readonly string[] Names = ["admitted", "quota", "level", "queue"];

    public static void Count(string limit, string role, LimitOutcome outcome)
    {
        if (Requests.Enabled)
            Requests.Add(1, new TagList { { "seawall.limit", limit }, { "seawall.role", role }, { "seawall.outcome", Names[(int)outcome] } });
    }

    /// <summary>Shows what the adaptive limits of a process allow at this moment, and its admission level.</summary>
    public static Meter Watch(LiveLimits limits)
    {
        var meter = new Meter(MeterName);
        meter.CreateObservableGauge(
            "seawall.limit.concurrency", () => Adaptive(limits, gate => gate.Most), "{request}", "Requests at once that an adaptive limit allows.");
        meter.CreateObservableGauge(
            "seawall.limit.running", () => Adaptive(limits, gate => gate.Running), "{request}", "Requests that run under an adaptive limit.");
        meter.CreateObservableGauge(
            "seawall.limit.level", () => limits.Overload.Level.Rank, "{rank}", "Ranks below this one are shed: 16 a grade from G4 upwards, the roles that give way first below the others.");
        meter.CreateObservableGauge(
            "seawall.limit.wait", () => limits.Overload.Wait.TotalSeconds, "s", "How long requests waited for their turn, or for a thread of the pool, at worst in the last second.");
        return meter;
    }

    private static IEnumerable<Measurement<int>> Adaptive(LiveLimits limits, Func<RankedLimiter, int> read) =>
        from gate in limits.Current
        where gate.Adaptive is not null
        select new Measurement<int>(read(gate.Adaptive!), new KeyValuePair<string, object?>("seawall.limit", gate.Limit.Name));
}
