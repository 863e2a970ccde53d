using System.Globalization;

namespace Seawall.Peers.Flood;

/// <summary>The figures of the rounds, rules on beside rules off.</summary>
internal static class FloodFigures
{
    private const string Peer = "without rules";
    private const double WithinMs = 50;

    public static IReadOnlyList<Figure> Of(IReadOnlyList<FloodPart> quiet, IReadOnlyList<FloodPart> on, IReadOnlyList<FloodPart> off)
    {
        List<Figure> figures = [];
        foreach (string? kind in (string?[])[null, OpenLoad.Item, OpenLoad.Orders, OpenLoad.Place])
        {
            string name = kind ?? "all";
            (double[] calm, double[] ruled, double[] free) = (All(quiet, kind), All(on, kind), All(off, kind));
            figures.AddRange(
            [
                new("core_errors", name, "statements", Errors(ruled), Peer, Errors(free)),
                new("core_within_50ms", name, "share", Within(ruled), Peer, Within(free)),
                new("core_p50_ms", name, "ms", Middle(on, kind), Peer, Middle(off, kind)),
                new("core_p99_ms", name, "ms", At(ruled, 0.99), Peer, At(free, 0.99)),
                new("core_p50_quiet_ms", name, "ms", Middle(quiet, kind), null, null),
                new("core_p50_to_quiet", name, "ratio", Middle(on, kind) / Middle(quiet, kind), Peer, Middle(off, kind) / Middle(quiet, kind)),
                new("core_within_50ms_quiet", name, "share", Within(calm), null, null),
            ]);
        }
        FloodReport[] floods = [.. on.Select(part => part.Flood!)];
        FloodReport[] others = [.. off.Select(part => part.Flood!)];
        figures.AddRange(
        [
            new("retry_amplification", "reports", "ratio", Amplification(floods, f => f.Statements), Peer, Amplification(others, f => f.Statements)),
            new("retry_amplification", "connections", "ratio", Amplification(floods, f => f.Connections), Peer, Amplification(others, f => f.Connections)),
            new("refused_with_text", "all", "share", WithText(floods), null, null),
            new("gate_cores", "quiet", "cores", quiet.Average(part => part.GateCores), null, null),
            new("gate_cores", "flooded", "cores", on.Average(part => part.GateCores), Peer, off.Average(part => part.GateCores)),
        ]);
        return figures;
    }

    /// <summary>The texts the flood's clients got, the most frequent first.</summary>
    public static IEnumerable<string> Texts(IEnumerable<FloodPart> on) => on.SelectMany(part => part.Flood!.Told)
        .GroupBy(told => (told.What, told.SqlState, told.Text)).OrderByDescending(group => group.Sum(told => told.Times))
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Sum(told => told.Times)} × {group.Key.What} {group.Key.SqlState} {group.Key.Text}"));

    public static double At(double[] sorted, double quantile) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];

    public static double Within(double[] times) => times.Length == 0 ? 0 : (double)times.Count(time => time <= WithinMs) / times.Length;

    private static double[] All(IEnumerable<FloodPart> parts, string? kind) => [.. parts.SelectMany(part => part.Core.Times(kind)).Order()];

    // The median of the slices' medians, as one slice that the machine disturbed must not decide.
    private static double Middle(IEnumerable<FloodPart> parts, string? kind) => At([.. parts.Select(part => At(part.Core.Times(kind), 0.5)).Order()], 0.5);

    private static int Errors(double[] times) => times.Count(time => time >= Limits.CoreSlice.Never);

    private static double Amplification(FloodReport[] floods, Func<FloodReport, FloodCounts> of) => (double)floods.Sum(f => of(f).Tried) / Math.Max(1, floods.Sum(f => of(f).Wished));

    // A refusal that says why carries a SQLSTATE; a connection that merely broke does not.
    private static double WithText(FloodReport[] floods)
    {
        FloodTold[] told = [.. floods.SelectMany(f => f.Told)];
        return (double)told.Where(t => t.SqlState.Length > 0).Sum(t => t.Times) / Math.Max(1, told.Sum(t => t.Times));
    }
}
