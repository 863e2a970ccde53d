namespace Seawall.Lab.Forecast;

/// <summary>
/// A load of counts as level × shape of the day × noise. The level's logarithm is a <see cref="LevelTrend"/> with residuals that may follow one
/// another; the shape is the mean of the days, each by its own level; counts vary by more than Poisson's share: variance = mean + dispersion × mean².
/// Futures are drawn by bootstrap (Efron 1979): the trend is fitted again to resampled residuals, widened for the freedom the fit used up, and the
/// noise of a day is taken in blocks of an hour from days seen, near the same time, so that bursts stay as frequent and as long as they were.
/// </summary>
internal sealed class LoadModel
{
    private const int BlocksADay = 24;
    private const int ShiftOfBlocks = 2;
    private const int WidestSmoothing = 1440 / 48;
    private const double CallsForASlot = 400;

    private const double Smoothing = 0.2;

    // Of fewer days than tell noise and growth, these are assumed: 12 % between days, 1 % a day either way.
    private const double AssumedNoise = 0.12;
    private const double AssumedGrowth = 0.01;
    private const int LeastDays = 4;

    private readonly LoadHistory _history;
    private readonly int[] _days;
    private readonly double[] _levels;
    private readonly double[][] _noise;
    private readonly double _follow;
    private readonly double _freedom;

    private LoadModel(LoadHistory history, double[] shape, int[] days, double[] levels, double[][] noise, double dispersion)
    {
        (_history, Shape, _days, _levels, _noise, Dispersion) = (history, shape, days, levels, noise, dispersion);
        Trend = LevelTrend.Fit(days, levels);
        _freedom = Math.Max(1, days.Length - Trend.Parameters);
        _follow = Follow(days, Trend.Residuals);
    }

    /// <summary>Mean 1 over the slots that were ever recorded.</summary>
    public double[] Shape { get; }

    public LevelTrend Trend { get; }

    /// <summary>Variance beyond Poisson's, as a share of the squared mean of a slot.</summary>
    public double Dispersion { get; }

    /// <summary>True when too few days were seen to tell growth and noise, so that both are assumed.</summary>
    public bool IsAssumed => _days.Length < LeastDays;

    /// <summary>Days with any count.</summary>
    public int DaysSeen => _days.Length;

    public static LoadModel Fit(LoadHistory history)
    {
        LoadDay[] seen = [.. history.Days.Where(day => day.Counts.Any(count => count > 0))];
        double[] shape = ShapeOf(history.Slots, seen);
        double[] levels = [.. seen.Select(day => Math.Log(LevelOf(day.Counts, shape)))];
        (double beyond, double squares) = (0, 0);
        for (int d = 0; d < seen.Length; d++)
        {
            double level = Math.Exp(levels[d]);
            for (int slot = 0; slot < history.Slots; slot++)
            {
                double mean = level * shape[slot];
                if (mean > 0 && !double.IsNaN(seen[d].Counts[slot]))
                {
                    double off = seen[d].Counts[slot] - mean;
                    beyond += (off * off) - mean;
                    squares += mean * mean;
                }
            }
        }

        double dispersion = squares == 0 ? 0 : Math.Max(0, beyond / squares);
        double[][] noise = [.. seen.Select((day, d) => NoiseOf(day.Counts, shape, Math.Exp(levels[d]), dispersion))];
        return new LoadModel(history, shape, [.. seen.Select(day => day.Day)], levels, noise, dispersion);
    }

    /// <summary>Draws one future of the given days, in their order. The same numbers of chance make the futures of several loads go together.</summary>
    public LoadPath Draw(IReadOnlyList<int> days, Random random)
    {
        int n = _days.Length;
        double[] logs = new double[days.Count];
        double slope = n > 0 ? DrawLevels(days, random, logs) : 0;

        // Peaks beyond those seen must stay possible, or the greatest of the past would be that of the future (smoothed bootstrap).
        double size = Math.Exp(Smoothing * Sample.Normal(random));
        double[][] noise = new double[days.Count][];
        for (int d = 0; d < days.Count; d++)
        {
            noise[d] = DrawNoise(random, size);
        }

        return new LoadPath(this, slope, logs, noise);
    }

    /// <summary>Counts of a day at the level: the mean, and the noise that a path drew.</summary>
    internal double CountAt(double level, int slot, double noise)
    {
        double mean = level * Shape[slot];
        return Math.Max(0, mean + (noise * Math.Sqrt(mean + (Dispersion * mean * mean))));
    }

    /// <summary>Sets the logarithm of each day's level; returns the growth that this future goes by.</summary>
    private double DrawLevels(IReadOnlyList<int> days, Random random, double[] logs)
    {
        int n = _days.Length;
        if (IsAssumed)
        {
            double growth = AssumedGrowth * Sample.Normal(random);
            for (int d = 0; d < days.Count; d++)
            {
                logs[d] = Trend.At(days[d]) + (growth * (days[d] - _days[^1])) + (AssumedNoise * Sample.Normal(random) * Math.Sqrt(1 + (1.0 / n)));
            }

            return growth;
        }

        // Few days tell their own noise badly: its size is drawn too, as that of a sample with this freedom.
        double scale = Math.Sqrt(n / _freedom) * Math.Sqrt(_freedom / (2 * Sample.Gamma(random, _freedom / 2)));
        double together = Math.Sqrt((1 + _follow) / (1 - _follow));
        double[] again = new double[n];
        for (int i = 0; i < n; i++)
        {
            again[i] = Trend.At(_days[i]) + (scale * together * Trend.Residuals[random.Next(n)]);
        }

        LevelTrend refit = LevelTrend.Fit(_days, again);
        double off = Trend.Residuals[^1];
        int before = _days[^1];
        for (int d = 0; d < days.Count; d++)
        {
            double keeps = Math.Pow(_follow, Math.Max(1, days[d] - before));
            off = (keeps * off) + (Math.Sqrt(1 - (keeps * keeps)) * scale * Trend.Residuals[random.Next(n)]);
            before = days[d];
            logs[d] = refit.At(days[d]) + off;
        }

        return refit.Slope;
    }

    private double[] DrawNoise(Random random, double size)
    {
        int slots = _history.Slots;
        double[] noise = new double[slots];
        if (_noise.Length == 0)
        {
            return noise;
        }

        int block = Math.Max(1, slots / BlocksADay);
        for (int start = 0; start < slots; start += block)
        {
            double[] from = _noise[random.Next(_noise.Length)];
            int shift = start + random.Next(-ShiftOfBlocks * block, (ShiftOfBlocks * block) + 1) + slots;
            for (int i = start; i < Math.Min(slots, start + block); i++)
            {
                noise[i] = size * from[(shift + i - start) % slots];
            }
        }

        return noise;
    }

    private static double[] ShapeOf(int slots, LoadDay[] days)
    {
        double[] shape = new double[slots];
        Array.Fill(shape, 1);
        // The level of a day recorded in part depends on the shape and the shape on the levels.
        for (int round = 0; round < 3; round++)
        {
            double[] counts = new double[slots];
            double[] levels = new double[slots];
            foreach (LoadDay day in days)
            {
                double level = LevelOf(day.Counts, shape);
                for (int slot = 0; slot < slots; slot++)
                {
                    if (!double.IsNaN(day.Counts[slot]))
                    {
                        counts[slot] += day.Counts[slot];
                        levels[slot] += level;
                    }
                }
            }

            shape = Smooth(counts, levels);
        }

        return shape;
    }

    /// <summary>Counts by level, each slot with as many neighbours as it takes to tell it within 5 %; mean 1.</summary>
    private static double[] Smooth(double[] counts, double[] levels)
    {
        int slots = counts.Length;
        int widest = Math.Max(1, WidestSmoothing * slots / 1440);
        double[] shape = new double[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            (double count, double level) = (counts[slot], levels[slot]);
            for (int reach = 1; reach <= widest && count < CallsForASlot; reach++)
            {
                (int left, int right) = ((slot - reach + slots) % slots, (slot + reach) % slots);
                count += counts[left] + counts[right];
                level += levels[left] + levels[right];
            }

            shape[slot] = level > 0 ? count / level : double.NaN;
        }

        double known = shape.Where(value => !double.IsNaN(value)).DefaultIfEmpty(1).Average();
        for (int slot = 0; slot < slots; slot++)
        {
            // A slot never recorded is taken as an ordinary one.
            shape[slot] = double.IsNaN(shape[slot]) || known <= 0 ? 1 : shape[slot] / known;
        }

        return shape;
    }

    private static double LevelOf(double[] counts, double[] shape)
    {
        (double count, double mass) = (0, 0);
        for (int slot = 0; slot < counts.Length; slot++)
        {
            if (!double.IsNaN(counts[slot]))
            {
                count += counts[slot];
                mass += shape[slot];
            }
        }

        return mass <= 0 ? Math.Max(count, 1e-9) / counts.Length : Math.Max(count, 0.5) / mass;
    }

    private static double[] NoiseOf(double[] counts, double[] shape, double level, double dispersion)
    {
        double[] noise = new double[counts.Length];
        for (int slot = 0; slot < counts.Length; slot++)
        {
            double mean = level * shape[slot];
            noise[slot] = double.IsNaN(counts[slot]) || mean <= 0 ? 0 : (counts[slot] - mean) / Math.Sqrt(mean + (dispersion * mean * mean));
        }

        return noise;
    }

    /// <summary>How much of a day's residual the next one keeps, 0..0.9; what few days would show by chance counts as none.</summary>
    private static double Follow(int[] days, double[] residuals)
    {
        (double product, double square, int pairs) = (0, 0, 0);
        for (int i = 1; i < days.Length; i++)
        {
            if (days[i] - days[i - 1] == 1)
            {
                product += residuals[i] * residuals[i - 1];
                square += residuals[i] * residuals[i];
                pairs++;
            }
        }

        double follow = square <= 0 || pairs < 6 ? 0 : product / square;
        // The fit of a line makes neighbours look less alike than they are (Kendall 1954).
        follow += pairs < 6 ? 0 : (1 + (3 * follow)) / pairs;
        return follow < 0.2 ? 0 : Math.Min(0.9, follow);
    }
}

/// <summary>One future of a load: the logarithm of its level by day, and its noise by day and slot.</summary>
internal sealed class LoadPath(LoadModel model, double slope, double[] logs, double[][] noise)
{
    /// <summary>Growth of the level's logarithm a day.</summary>
    public double Slope => slope;

    public double Level(int day) => model.DaysSeen == 0 ? 0 : Math.Exp(logs[day]);

    /// <summary>The count of a slot.</summary>
    public double Count(int day, int slot) => model.CountAt(Level(day), slot, noise[day][slot]);

    /// <summary>The factor by which a slot's rate differs from its mean, without the noise of counting.</summary>
    public double Factor(int day, int slot) => Math.Max(0, 1 + (noise[day][slot] * Math.Sqrt(model.Dispersion)));
}
