using Seawall.Kernel;

namespace Seawall.Lab.Forecast;

/// <summary>
/// The demand of a day in database calls, by business, interface and fingerprint; every interval holds <see cref="Level"/> of the futures drawn.
/// Moments are seconds from zero hour.
/// </summary>
public sealed record ForecastReport
{
    public required DateTimeOffset At { get; init; }
    public required string Site { get; init; }
    public required DateOnly Day { get; init; }

    /// <summary>When the sale opens; without a curve, the day's midnight.</summary>
    public required DateTimeOffset ZeroHour { get; init; }

    /// <summary>Name of the sale curve; null for an ordinary day.</summary>
    public required string? Curve { get; init; }
    public required string? Campaign { get; init; }
    public required HistoryUsed History { get; init; }

    /// <summary>Share of the futures that an interval holds, 0..1.</summary>
    public required double Level { get; init; }
    public required int Seed { get; init; }
    public required int Paths { get; init; }

    /// <summary>All businesses together.</summary>
    public required BusinessDemand All { get; init; }

    /// <summary>The greatest demand first, as in all lists here.</summary>
    public required IReadOnlyList<BusinessDemand> Businesses { get; init; }
    public required IReadOnlyList<InterfaceDemand> Interfaces { get; init; }
    public required IReadOnlyList<FingerprintDemand> Fingerprints { get; init; }

    /// <summary>The moments of <see cref="BusinessDemand.Demand"/>: every second around zero hour, every minute elsewhere.</summary>
    public required IReadOnlyList<int> Moments { get; init; }

    /// <summary>Capacity ÷ forecast by database; empty without capacity reports.</summary>
    public required IReadOnlyList<DatabaseMargin> Databases { get; init; }

    /// <summary>Capacity ÷ forecast by interface; empty without a report of <c>seawall lab http</c>.</summary>
    public required IReadOnlyList<InterfaceMargin> HttpInterfaces { get; init; }

    /// <summary>The answer of the page: the least of the margins; null without capacity reports.</summary>
    public required MarginVerdict? Verdict { get; init; }

    /// <summary>What has to be known before trusting it: seeded days, assumptions, what was left out.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>The days a forecast was made from.</summary>
public sealed record HistoryUsed
{
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }
    public required int Days { get; init; }
    public required int CapturedDays { get; init; }
    public required int LogDays { get; init; }
    public required int ImportedDays { get; init; }

    /// <summary>Projected days, no observations.</summary>
    public required int SeededDays { get; init; }
}

/// <summary>What a business will ask of its database, in calls.</summary>
public sealed record BusinessDemand
{
    public required string Business { get; init; }

    /// <summary>Calls of an ordinary busy second on that day.</summary>
    public required Interval BusyPerSecond { get; init; }

    /// <summary>Factor by which it grows in seven days.</summary>
    public required Interval GrowthPerWeek { get; init; }

    /// <summary>What the campaign multiplies it by, beyond the curve.</summary>
    public required Interval Multiplier { get; init; }

    /// <summary>Calls expected of its busiest second, and when that is.</summary>
    public required Interval PeakPerSecond { get; init; }
    public required int PeakAt { get; init; }

    /// <summary>Calls from the first moment to the last.</summary>
    public required Interval Calls { get; init; }

    /// <summary>Calls a second at each of <see cref="ForecastReport.Moments"/>, with the noise of counting in the interval.</summary>
    public required DemandSeries Demand { get; init; }
}

/// <summary>Intervals over the moments of a report; the three lists are as long as those.</summary>
public sealed record DemandSeries
{
    public required IReadOnlyList<double> Low { get; init; }
    public required IReadOnlyList<double> Value { get; init; }
    public required IReadOnlyList<double> High { get; init; }
}

/// <summary>Calls that the statements of an interface bring.</summary>
public sealed record InterfaceDemand
{
    public required string Business { get; init; }

    /// <summary>The route's pattern; empty for statements whose comment names none.</summary>
    public required string Route { get; init; }
    public required Interval PeakPerSecond { get; init; }
    public required Interval Calls { get; init; }

    /// <summary>Its share of the business's calls on the day.</summary>
    public required Interval Share { get; init; }
}

/// <summary>Calls of one statement.</summary>
public sealed record FingerprintDemand
{
    public required string Fingerprint { get; init; }
    public required string Database { get; init; }
    public required string Business { get; init; }
    public required string Sql { get; init; }

    /// <summary>Factor by which its calls grow in seven days; null with fewer than four days.</summary>
    public required Interval? GrowthPerWeek { get; init; }
    public required Interval PeakPerSecond { get; init; }
    public required Interval Calls { get; init; }
}

/// <summary>What one database carries against what the day will ask of it, in statements of the mix its capacity was measured with.</summary>
public sealed record DatabaseMargin
{
    public required string Database { get; init; }

    /// <summary>False when no answer can be given without reaching past 1.5 × what was measured; see <see cref="Why"/>.</summary>
    public required bool Known { get; init; }
    public required string? Why { get; init; }

    /// <summary>Nothing of the database was saturated: it carries at least this.</summary>
    public required bool AtLeast { get; init; }
    public required Interval CapacityPerSecond { get; init; }

    /// <summary>Load of the worst second; a call counts as much as it asks of the limiting resource, the mean of the measured mix being 1.</summary>
    public required Interval LoadPerSecond { get; init; }

    /// <summary>Capacity ÷ load of the worst second.</summary>
    public required Interval Margin { get; init; }

    /// <summary>The worst second, from zero hour.</summary>
    public required int WorstAt { get; init; }

    /// <summary>The first second in which the expected load is above the capacity; null when there is none.</summary>
    public required int? GivesWayAt { get; init; }

    /// <summary>Resource that is exhausted first, and the evidence, as the capacity report has them.</summary>
    public required string Resource { get; init; }
    public required string Evidence { get; init; }

    /// <summary>Who brings the load of the worst second: shares of it, the greatest first.</summary>
    public required IReadOnlyList<LoadShare> Businesses { get; init; }
    public required IReadOnlyList<LoadShare> Interfaces { get; init; }
    public required IReadOnlyList<LoadShare> Fingerprints { get; init; }

    /// <summary>Share of that load by statements the capacity run did not have; they count as the mean.</summary>
    public required double UnknownShare { get; init; }

    /// <summary>Load and margin over <see cref="ForecastReport.Moments"/>.</summary>
    public required DemandSeries Load { get; init; }
    public required DemandSeries MarginOverTime { get; init; }
}

/// <summary>A part of a load: its name, 0..1 of the whole, and of a fingerprint its text.</summary>
public sealed record LoadShare(string Name, double Share, string? Sql);

/// <summary>An interface as `seawall lab http` measured it, against the requests forecast: at least as many as its most called statement.</summary>
public sealed record InterfaceMargin
{
    public required string Interface { get; init; }
    public required string Route { get; init; }
    public required Interval CapacityPerSecond { get; init; }
    public required Interval DemandPerSecond { get; init; }
    public required Interval Margin { get; init; }
    public required int WorstAt { get; init; }
}

/// <summary>The least margin and what it hangs on.</summary>
public sealed record MarginVerdict
{
    public required Interval Margin { get; init; }
    public required bool Known { get; init; }
    public required bool AtLeast { get; init; }

    /// <summary>What gives way first: a database and its resource, or an interface.</summary>
    public required string GivesWayFirst { get; init; }
    public required int WorstAt { get; init; }

    /// <summary>The worst second by the clock.</summary>
    public required DateTimeOffset WorstTime { get; init; }

    /// <summary>The whole answer as one sentence.</summary>
    public required string Sentence { get; init; }
}
