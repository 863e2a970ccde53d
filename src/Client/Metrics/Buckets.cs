namespace Seawall.Client.Metrics;

/// <summary>
/// The bounds that measurements are counted between. Durations have ten a decade from 100 µs to 60 s, so that a quantile is known within a tenth; they hold
/// every bound that OpenTelemetry advises for <c>http.server.request.duration</c>. Everything else has OpenTelemetry's usual ones.
/// </summary>
public static class Buckets
{
    private static readonly double[] Decade = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5];
    private static readonly double[] Seconds = [.. new[] { -4, -3, -2, -1, 0, 1 }.SelectMany(OfPower).TakeWhile(bound => bound <= 60)];
    private static readonly double[] Usual = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    /// <summary>The bounds of a unit, rising; a bound belongs to the bucket below it.</summary>
    public static IReadOnlyList<double> Of(string unit) => unit == "s" ? Seconds : Usual;

    /// <summary>The bucket that a value falls into: the first whose bound is not below it.</summary>
    public static int IndexOf(ReadOnlySpan<double> bounds, double value)
    {
        int low = 0, high = bounds.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (value <= bounds[middle])
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>The value that the share <paramref name="quantile"/> of all measurements does not exceed, straight between the bounds of its bucket; NaN of none.</summary>
    public static double Quantile(string unit, ReadOnlySpan<long> filled, double quantile)
    {
        var bounds = Of(unit);
        long count = 0;
        foreach (var one in filled)
            count += one;
        if (count == 0)
            return double.NaN;
        var wanted = quantile * count;
        double seen = 0;
        for (var i = 0; i < filled.Length; i++)
        {
            if (filled[i] > 0 && seen + filled[i] >= wanted)
            {
                var low = i == 0 ? 0 : bounds[i - 1];
                var high = i < bounds.Count ? bounds[i] : bounds[^1];
                return low + ((high - low) * Math.Clamp((wanted - seen) / filled[i], 0, 1));
            }
            seen += filled[i];
        }
        return bounds[^1];
    }

    // The nearest number to 2.5 × 10⁻³ is what the text 0.0025 means.
    private static IEnumerable<double> OfPower(int power) => Decade.Select(step => Math.Round(step * Math.Pow(10, power), 8));
}
