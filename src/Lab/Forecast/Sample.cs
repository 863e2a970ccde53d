namespace Seawall.Lab.Forecast;

/// <summary>Medians and quantiles of samples.</summary>
internal static class Sample
{
    public static double Median(ReadOnlySpan<double> values)
    {
        double[] copy = values.ToArray();
        return MedianInPlace(copy);
    }

    /// <summary>The median; the values change their order.</summary>
    public static double MedianInPlace(Span<double> values)
    {
        values.Sort();
        return Quantile(values, 0.5);
    }

    /// <summary>The quantile of sorted values, linear between neighbours; 0 of none.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return 0;
        }

        double at = Math.Clamp(share, 0, 1) * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A gamma number of mean <paramref name="shape"/> and scale 1 (Marsaglia and Tsang 2000).</summary>
    public static double Gamma(Random random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(random);
            double v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    /// <summary>A Poisson number; above a mean of 50 by the normal distribution.</summary>
    public static double Poisson(Random random, double mean)
    {
        if (mean > 50)
        {
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal(random))));
        }

        double limit = Math.Exp(-mean);
        int count = -1;
        for (double product = 1; product > limit; count++)
        {
            product *= 1 - random.NextDouble();
        }

        return Math.Max(0, count);
    }
}
