using Seawall.Lab.Capacity;

namespace Seawall.Lab.Tests;

/// <summary>Published measurements give their published constants.</summary>
public sealed class UslTests
{
    /// <summary>Cisco's benchmark of 32 load levels, with constants: B. Schwartz, Practical Scalability Analysis with the Universal Scalability Law (2015); also the test vector of codahale/usl4j.</summary>
    private static readonly double[] _cisco =
    [
        955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08, 7219.8, 7867.61, 8278.71, 8646.7, 9047.84, 9426.55, 9645.37, 9897.24,
        10097.6, 10240.5, 10532.39, 10798.52, 11151.43, 11518.63, 11806, 12089.37, 12075.41, 12177.29, 12211.41, 12158.93, 12155.27, 12118.04, 12140.4, 12074.39,
    ];

    [Fact]
    public void Cisco_gives_the_constants_of_the_book()
    {
        UslFit fit = Usl.Fit(Cisco())!;
        Close(995.6486, fit.Lambda.Value, 2e-6);
        Close(0.02671591, fit.Sigma.Value, 2e-6);
        Close(0.0007690945, fit.Kappa.Value, 2e-6);
        Assert.Equal(35, fit.PeakConcurrency);
        Close(12341, fit.PeakPerSecond.Value, 1e-4);
        Assert.Equal(0.997, fit.RSquared, 3);
        Assert.False(fit.PeakIsBeyond);
    }

    /// <summary>SPEC SDM91 on a SPARCcenter 2000 with 16 processors (Gunther 2007); constants as R's package usl prints them (tests/usl-nlxb.Rout.save).</summary>
    [Fact]
    public void Spec_sdm91_gives_the_constants_that_R_gives()
    {
        UslFit fit = Usl.Fit(Points([1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]))!;
        Close(0.0277285, fit.Sigma.Value, 1e-5);
        Assert.Equal(0.0001044, fit.Kappa.Value, 7);
        Close(89.9952330, fit.Lambda.Value, 1e-6);
        Assert.Equal(0.9896, fit.RSquared, 4);
        Assert.Equal(96, fit.PeakConcurrency);
    }

    /// <summary>
    /// BRL-CAD's ray tracer on an SGI Origin 2000 (Gunther 2007, chapter 5); constants as R's package usl prints them (tests/confint.Rout.save). The book's
    /// σ = 0.05, κ = 5e-6 come from a parabola through X(1); with λ free the best κ is at its bound, so the curve never turns and nothing is said past 1.5 × 64.
    /// </summary>
    [Fact]
    public void The_ray_tracer_gives_the_constants_that_R_gives_and_no_peak()
    {
        UslFit fit = Usl.Fit(Points([1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64], [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310]))!;
        Assert.Equal(0.0578, fit.Sigma.Value, 4);
        Assert.Equal(0.0, fit.Kappa.Value, 7);
        Close(21.8488, fit.Lambda.Value, 3e-6);
        Assert.True(fit.PeakIsBeyond);
        Assert.Equal(96, fit.PeakConcurrency);
        Assert.Equal(96, fit.Curve[^1].Concurrency, 6);
    }

    /// <summary>Six exact points of σ = κ = 0.02 (tests/coef.Rout.save of R's package usl).</summary>
    [Fact]
    public void Exact_points_give_their_own_constants()
    {
        UslFit fit = Usl.Fit(Points([1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]))!;
        Assert.Equal((0.02, 0.02, 1.0), (Math.Round(fit.Sigma.Value, 4), Math.Round(fit.Kappa.Value, 4), Math.Round(fit.Lambda.Value, 3)));
        Assert.Equal(7, fit.PeakConcurrency);
        Assert.True(fit.Sigma.High - fit.Sigma.Low < 1e-3);
    }

    [Fact]
    public void The_interval_holds_the_constants_that_noise_was_added_to()
    {
        const int Seed = 20261111;
        var random = new Random(Seed);
        var truth = new UslCurve(1000, 0.03, 0.0004);
        int held = 0;
        for (int round = 0; round < 100; round++)
        {
            UslFit fit = Usl.Fit([.. new double[] { 1, 2, 4, 8, 16, 24, 32, 48, 64, 96 }.Select(n => new UslPoint(n, truth.At(n) + (Noise(random) * 200)))], Seed + round, 200)!;
            double peak = truth.At(Math.Floor(Math.Sqrt(0.97 / 0.0004)));
            held += fit.PeakPerSecond.Low <= peak && peak <= fit.PeakPerSecond.High ? 1 : 0;
        }

        Assert.True(held >= 85, $"seed {Seed}: the peak lay inside {held} of 100 intervals, 95 were promised");
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval() => Assert.Equal(Usl.Fit(Cisco(), 7)!.Kappa, Usl.Fit(Cisco(), 7)!.Kappa);

    [Fact]
    public void Less_than_four_levels_give_no_fit() => Assert.Null(Usl.Fit(Points([1, 2, 4, 4], [10, 19, 35, 36])));

    [Fact]
    public void The_first_points_alone_do_not_answer_for_the_rest()
    {
        UslFit fit = Usl.Fit([.. Cisco().Take(16)])!;
        Assert.Equal(24, fit.TrustedTo);
        Assert.All(fit.Curve, p => Assert.InRange(p.Concurrency, 1, 24));
    }

    private static UslPoint[] Cisco() => [.. _cisco.Select((x, i) => new UslPoint(i + 1, x))];

    private static UslPoint[] Points(double[] n, double[] x) => [.. n.Zip(x, (a, b) => new UslPoint(a, b))];

    /// <summary>Standard normal, after Box and Muller.</summary>
    private static double Noise(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Close(double expected, double actual, double share) =>
        Assert.True(Math.Abs(actual - expected) <= share * expected, $"expected {expected}, was {actual}");
}
