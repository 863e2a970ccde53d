using Seawall.Lab.Forecast;

namespace Seawall.Lab.Tests;

/// <summary>A load over days made by chance from a seed: growth, week, shape of the day, noise between and within days, bursts, days not recorded.</summary>
internal sealed record SeededLoad(int Seed)
{
    public const int Slots = 288;

    private readonly Random _random = new(Seed);

    public int Days { get; private init; }
    public double Growth { get; private init; }
    public double[] Week { get; private init; } = [];
    public double DayNoise { get; private init; }
    public double Follows { get; private init; }
    public double Dispersion { get; private init; }
    public double Bursts { get; private init; }
    public double Mean { get; private init; }
    public double Missing { get; private init; }
    public int Peaks { get; private init; }

    public static SeededLoad Of(int seed)
    {
        var random = new Random(seed);
        return new SeededLoad(seed)
        {
            Days = (int[])[12, 15, 18, 21, 21, 30, 42] is var lengths ? lengths[random.Next(lengths.Length)] : 0,
            Growth = random.Next(4) switch { 0 => 0, 1 => 0.01 * random.NextDouble(), 2 => 0.04 * random.NextDouble(), _ => -0.01 * random.NextDouble() },
            Week = random.Next(3) == 0 ? [1, 1, 1, 1, 1, 1, 1] : Weekend(random, 0.55 + (0.9 * random.NextDouble())),
            DayNoise = 0.01 + (0.11 * random.NextDouble()),
            Follows = random.Next(3) == 0 ? 0.5 : 0,
            Dispersion = random.Next(3) switch { 0 => 0, 1 => 0.01, _ => 0.06 },
            Bursts = random.Next(3) == 0 ? 0.6 : 0,
            Mean = Math.Pow(10, 0.8 + (2.5 * random.NextDouble())),
            Missing = random.Next(4) == 0 ? 0.15 : 0,
            Peaks = random.Next(3),
        };
    }

    /// <summary>Counts of every day, by slots of five minutes.</summary>
    public IReadOnlyList<LoadDay> Draw()
    {
        int weekdayOfFirst = _random.Next(7);
        double[] shape = [.. Enumerable.Range(0, Slots).Select(slot => ShapeAt(slot / (double)Slots))];
        var days = new List<LoadDay>();
        double off = 0;
        for (int d = 0; d < Days; d++)
        {
            off = (Follows * off) + (Math.Sqrt(1 - (Follows * Follows)) * DayNoise * Sample.Normal(_random));
            double level = Mean * Math.Exp((Growth * d) + off) * Week[(d + weekdayOfFirst) % 7];
            double[] burst = BurstsOfDay();
            double[] counts = new double[Slots];
            for (int slot = 0; slot < Slots; slot++)
            {
                double mean = level * shape[slot] * burst[slot];
                counts[slot] = Sample.Poisson(_random, Dispersion == 0 ? mean : mean * Dispersion * Sample.Gamma(_random, 1 / Dispersion));
            }

            bool kept = _random.NextDouble() >= Missing || d == 0;
            if (kept)
            {
                days.Add(new LoadDay(d + weekdayOfFirst, counts));
            }
        }

        return days;
    }

    private static double[] Weekend(Random random, double factor) => [1, 1, 1, 1, 1 + (0.1 * random.NextDouble()), factor, factor];

    private double ShapeAt(double time) => Peaks switch
    {
        0 => 1,
        1 => 1 + (0.7 * Math.Cos(2 * Math.PI * (time - 0.85))),
        _ => 0.3 + (0.9 * Math.Exp(-Math.Pow((time - 0.5) / 0.09, 2))) + (1.4 * Math.Exp(-Math.Pow((time - 0.87) / 0.06, 2))),
    };

    private double[] BurstsOfDay()
    {
        double[] factor = new double[Slots];
        Array.Fill(factor, 1);
        for (double count = Sample.Poisson(_random, Bursts); count > 0; count--)
        {
            (int at, int length, double times) = (_random.Next(Slots), _random.Next(2, 12), 1.5 + (1.5 * _random.NextDouble()));
            for (int slot = at; slot < Math.Min(Slots, at + length); slot++)
            {
                factor[slot] *= times;
            }
        }

        return factor;
    }
}
