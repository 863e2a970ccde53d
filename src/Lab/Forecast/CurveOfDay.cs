using Seawall.Kernel.Curves;
using Seawall.Lab.History;

namespace Seawall.Lab.Forecast;

/// <summary>
/// Derives a sale's curve from the day it was recorded on: calls of each moment as a multiple of an ordinary busy second, with as few points as keep every
/// one within a tenth (Ramer 1972, Douglas and Peucker 1973), and a wall where the load rises by half within a second of zero hour.
/// </summary>
public static class CurveOfDay
{
    private const double Tolerance = 0.1;
    private const int Fine = 10;
    private const int Coarse = 300;
    private const int FineSeconds = 1800;

    /// <summary>
    /// <paramref name="ordinary"/> are busy seconds by business, of days before; <paramref name="zeroHour"/> is seconds from the day's midnight.
    /// <paramref name="eve"/> is the day before, for a sale that opens at midnight.
    /// </summary>
    public static SaleCurve Of(KeptDay day, KeptDay? eve, IReadOnlyDictionary<string, double> ordinary, int zeroHour, string name)
    {
        double all = ordinary.Values.Sum();
        var businesses = new List<KeyValuePair<string, IEnumerable<CurvePoint>>>();
        foreach (DayBusiness business in day.Businesses.Where(b => ordinary.GetValueOrDefault(b.Name) > 0))
        {
            businesses.Add(KeyValuePair.Create(business.Name, Points(at => Calls(day, eve, at, business.Name), ordinary[business.Name], zeroHour, eve is not null)));
        }

        return new SaleCurve(name, Points(at => Calls(day, eve, at, null), all, zeroHour, eve is not null), businesses);
    }

    private static long Calls(KeptDay day, KeptDay? eve, int second, string? business)
    {
        (KeptDay? of, int at) = second < 0 ? (eve, second + SecondSeries.Seconds) : (day, second);
        return of?.Businesses.Where(b => business is null || b.Name == business).Sum(b => (long)b.Seconds.Calls(at)) ?? 0;
    }

    private static IEnumerable<CurvePoint> Points(Func<int, long> calls, double ordinary, int zeroHour, bool hasEve)
    {
        // Means over seconds near zero hour and over five minutes further off; no mean reaches over zero hour.
        var means = new List<CurvePoint>();
        int from = hasEve ? -4 * 3600 : -zeroHour;
        for (int at = from; at < SecondSeries.Seconds - zeroHour;)
        {
            int length = at >= -FineSeconds && at < FineSeconds ? Fine : Coarse;
            length = at < 0 ? Math.Min(length, -at) : Math.Min(length, SecondSeries.Seconds - zeroHour - at);
            long sum = 0;
            for (int second = at; second < at + length; second++)
            {
                sum += calls(zeroHour + second);
            }

            means.Add(new CurvePoint(TimeSpan.FromSeconds(at + (length / 2.0)), sum / (length * Math.Max(ordinary, 1e-9))));
            at += length;
        }

        int wall = means.FindIndex(point => point.At >= TimeSpan.Zero);
        if (wall <= 0)
        {
            return Thin(means);
        }

        (CurvePoint[] before, CurvePoint[] after) = ([.. means[..wall]], [.. means[wall..]]);
        before[^1] = before[^1] with { At = TimeSpan.Zero };
        after[0] = after[0] with { At = TimeSpan.Zero };
        return Thin(before).Concat(Thin(after));
    }

    private static IReadOnlyList<CurvePoint> Thin(IReadOnlyList<CurvePoint> points)
    {
        bool[] kept = new bool[points.Count];
        kept[0] = kept[^1] = true;
        Keep(points, kept, 0, points.Count - 1, Math.Max(0.05, Tolerance * points.Max(p => p.Times)));
        return [.. points.Where((_, i) => kept[i]).Select(p => p with { Times = Math.Round(p.Times, 3) })];
    }

    private static void Keep(IReadOnlyList<CurvePoint> points, bool[] kept, int first, int last, double tolerance)
    {
        (int furthest, double most) = (-1, tolerance);
        for (int i = first + 1; i < last; i++)
        {
            double share = (points[i].At - points[first].At) / (points[last].At - points[first].At);
            double off = Math.Abs(points[i].Times - points[first].Times - (share * (points[last].Times - points[first].Times)));
            (furthest, most) = off > most ? (i, off) : (furthest, most);
        }

        if (furthest >= 0)
        {
            kept[furthest] = true;
            Keep(points, kept, first, furthest, tolerance);
            Keep(points, kept, furthest, last, tolerance);
        }
    }
}
