namespace Seawall.Peers.Gate;

/// <summary>What a contestant did in one case: the median over its slices.</summary>
internal sealed record GateScore(double CpuMicrosPerQuery, double Tps, double MedianMicros)
{
    /// <summary>What clients cost that only connected and went is taken off, so that a query's cost is left.</summary>
    public static GateScore Of(Slice connecting, IReadOnlyList<Slice> slices) => new(
        Median(slices.Select(s => (s.CpuSeconds - connecting.CpuSeconds) * 1e6 / Math.Max(1, s.Queries - connecting.Queries))),
        Median(slices.Select(s => s.Tps)),
        Median(slices.Select(s => s.MedianMicros)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
