namespace Seawall.Lab.Forecast;

/// <summary>
/// The logarithm of a load's daily level as a straight line and a factor a weekday, both robust: the slope is the median of the slopes of all pairs
/// (Theil 1950, Sen 1968), a weekday's factor the median of its residuals, shrunk towards none as far as its noise explains it (empirical Bayes).
/// </summary>
internal sealed record LevelTrend
{
    private const int Weekdays = 7;
    private const int LeastForWeekdays = 14;
    private const int LeastForSlope = 4;
    private const int Rounds = 3;

    public required double Intercept { get; init; }

    /// <summary>Growth of the logarithm a day; 0 with fewer than four days.</summary>
    public required double Slope { get; init; }

    /// <summary>Day that <see cref="Intercept"/> holds on.</summary>
    public required int Origin { get; init; }

    public required IReadOnlyList<double> Weekday { get; init; }

    /// <summary>What is left of each day, in the order given.</summary>
    public required double[] Residuals { get; init; }

    /// <summary>Numbers that the fit took from the data.</summary>
    public required double Parameters { get; init; }

    public double At(int day) => Intercept + (Slope * (day - Origin)) + Weekday[LoadHistory.WeekdayOf(day)];

    public static LevelTrend Fit(ReadOnlySpan<int> days, ReadOnlySpan<double> levels)
    {
        int n = days.Length;
        int origin = n == 0 ? 0 : days[n / 2];
        double[] weekday = new double[Weekdays];
        double slope = 0;
        double intercept = n == 0 ? 0 : Sample.Median(levels);
        double kept = 0;
        double[] plain = levels.ToArray();
        double[] work = new double[Math.Max(1, n * (n - 1) / 2)];
        bool byWeekday = n >= LeastForWeekdays;
        for (int round = 0; round < (byWeekday ? Rounds : 1); round++)
        {
            for (int i = 0; i < n; i++)
            {
                plain[i] = levels[i] - weekday[LoadHistory.WeekdayOf(days[i])];
            }

            // Before the weekdays are known only days a whole number of weeks apart tell the growth.
            slope = n < LeastForSlope ? 0 : MedianSlope(days, plain, work, wholeWeeks: byWeekday && round == 0);
            for (int i = 0; i < n; i++)
            {
                plain[i] -= slope * (days[i] - origin);
            }

            intercept = n == 0 ? 0 : Sample.Median(plain);
            if (byWeekday)
            {
                kept = Shrink(days, levels, slope, intercept, origin, weekday);
            }
        }

        double[] residuals = new double[n];
        for (int i = 0; i < n; i++)
        {
            residuals[i] = levels[i] - intercept - (slope * (days[i] - origin)) - weekday[LoadHistory.WeekdayOf(days[i])];
        }

        return new LevelTrend
        {
            Intercept = intercept,
            Slope = slope,
            Origin = origin,
            Weekday = weekday,
            Residuals = residuals,
            Parameters = (n < LeastForSlope ? 1 : 2) + (byWeekday ? kept * (Weekdays - 1) : 0),
        };
    }

    private static double MedianSlope(ReadOnlySpan<int> days, ReadOnlySpan<double> levels, double[] work, bool wholeWeeks)
    {
        int count = 0;
        for (int i = 0; i < days.Length; i++)
        {
            for (int j = i + 1; j < days.Length; j++)
            {
                int apart = days[j] - days[i];
                if (apart > 0 && (!wholeWeeks || apart % Weekdays == 0))
                {
                    work[count++] = (levels[j] - levels[i]) / apart;
                }
            }
        }

        return count == 0 ? 0 : Sample.MedianInPlace(work.AsSpan(0, count));
    }

    /// <summary>Sets the weekdays' factors; returns the share of them that was kept.</summary>
    private static double Shrink(ReadOnlySpan<int> days, ReadOnlySpan<double> levels, double slope, double intercept, int origin, double[] weekday)
    {
        var groups = new List<double>[Weekdays];
        for (int i = 0; i < days.Length; i++)
        {
            (groups[LoadHistory.WeekdayOf(days[i])] ??= []).Add(levels[i] - intercept - (slope * (days[i] - origin)));
        }

        double[] raw = [.. groups.Select(group => group is null ? 0 : Sample.Median(group.ToArray()))];
        double centre = raw.Average();
        (double within, int free) = (0, 0);
        for (int w = 0; w < Weekdays; w++)
        {
            double mean = groups[w] is { Count: > 0 } group ? group.Average() : 0;
            foreach (double value in groups[w] ?? [])
            {
                within += (value - mean) * (value - mean);
            }

            free += Math.Max(0, (groups[w]?.Count ?? 0) - 1);
        }

        double noise = free == 0 ? 0 : within / free / (days.Length / (double)Weekdays);
        double between = raw.Sum(value => (value - centre) * (value - centre)) / (Weekdays - 1);
        double kept = between <= 0 ? 0 : Math.Clamp(1 - (noise / between), 0, 1);
        for (int w = 0; w < Weekdays; w++)
        {
            weekday[w] = kept * (raw[w] - centre);
        }

        return kept;
    }
}
