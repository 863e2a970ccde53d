namespace Seawall.Lab.History;

/// <summary>What a kept day says without its fingerprints: enough to list days and to tell their growth.</summary>
public sealed record DaySummary
{
    public required DateOnly Date { get; init; }
    public required string Site { get; init; }
    public required TimeSpan Offset { get; init; }
    public required DayOrigin Origin { get; init; }
    public required IReadOnlyList<string> MadeFrom { get; init; }
    public required DateTimeOffset BuiltAt { get; init; }
    public required DayDetail Detail { get; init; }
    public required DayTotals Totals { get; init; }

    /// <summary>Calls of the busiest second of all businesses together.</summary>
    public required long PeakPerSecond { get; init; }

    /// <summary>Minutes of the day with calls; fewer than 1440 tell a day that was recorded in part.</summary>
    public required int ActiveMinutes { get; init; }

    public required int Fingerprints { get; init; }
    public required IReadOnlyList<BusinessSummary> Businesses { get; init; }

    public static DaySummary Of(KeptDay day) => new()
    {
        Date = day.Date,
        Site = day.Site,
        Offset = day.Offset,
        Origin = day.Origin,
        MadeFrom = day.MadeFrom,
        BuiltAt = day.BuiltAt,
        Detail = day.Detail,
        Totals = day.Totals,
        PeakPerSecond = Peak(day),
        ActiveMinutes = Enumerable.Range(0, MinuteSeries.Minutes).Count(minute => day.Businesses.Any(business => business.Seconds.HasMinute(minute))),
        Fingerprints = day.Fingerprints.Count,
        Businesses = [.. day.Businesses.Select(business => new BusinessSummary { Name = business.Name, Totals = business.Totals, Hours = business.Hours, BusyPerSecond = BusyRate.Of(business.Seconds) })],
    };

    private static long Peak(KeptDay day)
    {
        long peak = 0;
        for (int second = 0; second < SecondSeries.Seconds; second++)
        {
            long calls = 0;
            foreach (DayBusiness business in day.Businesses)
            {
                calls += business.Seconds.Calls(second);
            }

            peak = Math.Max(peak, calls);
        }

        return peak;
    }
}

/// <summary>A business of a kept day.</summary>
public sealed record BusinessSummary
{
    public required string Name { get; init; }
    public required DayTotals Totals { get; init; }

    /// <summary>By hour, 24 of them.</summary>
    public required IReadOnlyList<DayTotals> Hours { get; init; }

    /// <summary>Calls of an ordinary busy second, see <see cref="BusyRate"/>.</summary>
    public required double BusyPerSecond { get; init; }
}
