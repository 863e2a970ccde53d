using Seawall.Kernel;

namespace Seawall.Lab.Capacity;

/// <summary>Throughput measured at a concurrency.</summary>
public readonly record struct UslPoint(double Concurrency, double PerSecond);

/// <summary>
/// Fits the Universal Scalability Law (N. J. Gunther, Guerrilla Capacity Planning, Springer 2007; three parameters after B. Schwartz, Practical
/// Scalability Analysis, 2015). Intervals come from resampling residuals (B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993, 9.4),
/// since the concurrencies of the steps are chosen and not drawn; residuals are centred and scaled by √(n ÷ (n − 3))
/// (A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997, 6.2), the interval is the middle 95 % of the fits.
/// </summary>
public static class Usl
{
    /// <summary>No answer is given past this multiple of the greatest concurrency measured.</summary>
    public const double Trust = 1.5;
    public const int FewestPoints = 4;
    private const int CurvePoints = 60;

    /// <summary>The fit, or null with fewer than four points or no throughput at all. The same seed gives the same intervals.</summary>
    public static UslFit? Fit(IReadOnlyList<UslPoint> points, int seed = 1, int resamples = 1000)
    {
        if (points.Count < FewestPoints || points.Any(p => p.Concurrency < 1 || !(p.PerSecond > 0)) || points.Select(p => p.Concurrency).Distinct().Count() < FewestPoints)
        {
            return null;
        }

        double[] n = [.. points.Select(p => p.Concurrency)];
        double[] x = [.. points.Select(p => p.PerSecond)];
        UslCurve best = UslSolver.Solve(n, x);
        UslCurve[] fits = Bootstrap(n, x, best, new Random(seed), resamples);

        double measured = n.Max();
        double trusted = Trust * measured;
        double peak = Peak(best);
        bool beyond = peak > trusted;
        double at = beyond ? trusted : Math.Max(1, Math.Floor(peak));
        return new UslFit
        {
            Lambda = Of(best, fits, c => c.Lambda),
            Sigma = Of(best, fits, c => c.Sigma),
            Kappa = Of(best, fits, c => c.Kappa),
            PeakConcurrency = at,
            PeakIsBeyond = beyond,
            // Each fit at its own peak within the trusted range: the height of the curve is asked for, not its height at one place.
            PeakPerSecond = Of(best, fits, c => c.At(Math.Clamp(Peak(c), 1, trusted))) with { Value = best.At(at) },
            RSquared = RSquared(n, x, best),
            MeasuredTo = measured,
            TrustedTo = trusted,
            Curve = [.. Enumerable.Range(0, CurvePoints).Select(i => Math.Pow(trusted, i / (CurvePoints - 1.0))).Select(c => new UslPrediction(c, Of(best, fits, f => f.At(c))))],
        };
    }

    /// <summary>Where the curve is highest; infinite when it never turns.</summary>
    private static double Peak(UslCurve curve) => curve.Sigma >= 1 ? 1 : curve.Kappa <= 0 ? double.PositiveInfinity : Math.Sqrt((1 - curve.Sigma) / curve.Kappa);

    private static UslCurve[] Bootstrap(double[] n, double[] x, UslCurve best, Random random, int resamples)
    {
        double[] residuals = [.. n.Select((c, i) => x[i] - best.At(c))];
        double mean = residuals.Average();
        double scale = Math.Sqrt((double)n.Length / (n.Length - 3));
        double lowest = x.Min() * 0.01;
        var fits = new UslCurve[resamples];
        double[] again = new double[n.Length];
        for (int r = 0; r < resamples; r++)
        {
            for (int i = 0; i < n.Length; i++)
            {
                again[i] = Math.Max(lowest, best.At(n[i]) + ((residuals[random.Next(n.Length)] - mean) * scale));
            }

            fits[r] = UslSolver.Solve(n, again);
        }

        return fits;
    }

    private static Interval Of(UslCurve best, UslCurve[] fits, Func<UslCurve, double> figure)
    {
        double value = figure(best);
        double[] all = [.. fits.Select(figure).Order()];
        return all.Length == 0
            ? new Interval(value, value, value)
            : new Interval(Math.Min(value, all[(int)(0.025 * (all.Length - 1))]), value, Math.Max(value, all[(int)Math.Ceiling(0.975 * (all.Length - 1))]));
    }

    private static double RSquared(double[] n, double[] x, UslCurve curve)
    {
        double mean = x.Average();
        double total = x.Sum(v => (v - mean) * (v - mean));
        double left = n.Select((c, i) => x[i] - curve.At(c)).Sum(r => r * r);
        return total <= 0 ? 0 : 1 - (left / total);
    }
}
