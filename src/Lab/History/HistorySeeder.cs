using System.Globalization;
using Seawall.Lab.Forecast;

namespace Seawall.Lab.History;

/// <summary>
/// Projects one observed stretch over days past, so that a new site has something to forecast from: the stretch's statements and shares, its rate as that
/// of a busy hour, a day with a peak at noon and a higher one in the evening, fuller weekends, growth and noise. Every such day is marked as seeded.
/// </summary>
public static class HistorySeeder
{
    private const double MinuteDispersion = 0.01;
    private static readonly double[] _weekdays = [1.12, 0.97, 0.95, 0.96, 0.98, 1.04, 1.15];
    private static readonly double[] _shape = Shape();

    /// <summary>The days, the earliest first. Throws <see cref="InvalidDataException"/> when the source has no calls.</summary>
    public static IEnumerable<KeptDay> Project(KeptDay source, SeedOptions options, DateTimeOffset now)
    {
        if (source.Totals.Calls == 0)
        {
            throw new InvalidDataException("The stretch to project has no calls.");
        }

        string from = string.Create(CultureInfo.InvariantCulture, $"projected from {source.Totals.Calls} calls of {source.Date:yyyy-MM-dd} ({source.Origin.ToString().ToLowerInvariant()}), seed {options.Seed}");
        return Enumerable.Range(0, options.Days).Select(i => Day(source, options, options.Until.AddDays(i + 1 - options.Days), [from, .. source.MadeFrom], now));
    }

    private static KeptDay Day(KeptDay source, SeedOptions options, DateOnly date, IReadOnlyList<string> madeFrom, DateTimeOffset now)
    {
        var random = new Random(unchecked((options.Seed * 1_000_003) + date.DayNumber));
        double level = Math.Exp((Math.Log(1 + options.GrowthPerWeek) / 7 * (date.DayNumber - options.Until.DayNumber)) + (options.DayNoise * Sample.Normal(random)))
            * _weekdays[(int)date.DayOfWeek];
        double perCall = 1 / BusySeconds(source);
        var parts = new Projection();
        foreach (DayBusiness business in source.Businesses.Where(b => b.Totals.Calls > 0))
        {
            parts.Add(business, source, business.Totals.Calls * perCall * level, _shape, MinuteDispersion, random);
        }

        return new KeptDay
        {
            Date = date,
            Site = source.Site,
            Offset = source.Offset,
            Origin = DayOrigin.Seeded,
            MadeFrom = madeFrom,
            BuiltAt = now,
            Detail = DayDetail.Seconds,
            Totals = parts.Businesses.Aggregate(default(DayTotals), (sum, b) => sum + b.Totals),
            Businesses = parts.Businesses,
            Fingerprints = [.. parts.Fingerprints.OrderByDescending(f => f.Totals.Calls).ThenBy(f => f.Fingerprint, StringComparer.Ordinal)],
            Tables = parts.TablesOf(source),
            Interfaces = parts.Interfaces,
        };
    }

    /// <summary>
    /// How long the source was at its rate: seconds of its minutes with at least half the calls of the busiest, and of the others as much as they are full.
    /// </summary>
    private static double BusySeconds(KeptDay source)
    {
        long[] minutes = [.. Enumerable.Range(0, MinuteSeries.Minutes).Select(minute => source.Businesses.Sum(b => b.Seconds.CallsInMinute(minute))).Where(calls => calls > 0)];
        long[] full = [.. minutes.Where(calls => 2 * calls >= minutes.Max())];
        return 60 * minutes.Sum() / full.Average();
    }

    /// <summary>A factor a minute; the 60 busiest have a mean of 1.</summary>
    private static double[] Shape()
    {
        double[] shape = [.. Enumerable.Range(0, MinuteSeries.Minutes).Select(minute => At(minute / 60.0))];
        double busy = shape.OrderDescending().Take(60).Average();
        return [.. shape.Select(value => value / busy)];

        static double At(double hour) => 0.12 + Hill(hour, 10.5, 2.2, 0.5) + Hill(hour, 13.0, 1.6, 0.35) + Hill(hour, 20.8, 2.0, 1.0) + Hill(hour, 16.5, 2.5, 0.3);

        static double Hill(double hour, double at, double wide, double high)
        {
            double away = Math.Abs(hour - at);
            away = Math.Min(away, 24 - away);
            return high * Math.Exp(-away * away / (wide * wide));
        }
    }
}
