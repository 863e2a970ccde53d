using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.History;

namespace Seawall.Lab.Forecast;

/// <summary>Forecasts a day's demand from kept days, the sale's curve and the campaign, and sets it against measured capacity.</summary>
public static class Forecaster
{
    /// <summary>Fewer observed days than this are filled up with seeded ones, and the report says so.</summary>
    public const int EnoughObserved = 7;

    // A day recorded for less says little of its level, unless all are like that.
    private const int EnoughMinutes = 60;
    private const double TwoSided = 1.96;
    private const int LookBack = 60;

    /// <summary>
    /// The days of a store that a forecast for <paramref name="day"/> may use: earlier ones with their seconds, observed ones only when there are at
    /// least <see cref="EnoughObserved"/> of them, and days recorded for an hour or more only when there are as many of those.
    /// </summary>
    public static IReadOnlyList<DaySummary> Choose(IEnumerable<DaySummary> kept, DateOnly day)
    {
        DaySummary[] before = [.. kept.Where(d => d.Date < day && d.Date >= day.AddDays(-2 * LookBack) && d.Detail == DayDetail.Seconds && d.Totals.Calls > 0).TakeLast(LookBack)];
        DaySummary[] longer = [.. before.Where(d => d.ActiveMinutes >= EnoughMinutes)];
        before = longer.Length >= EnoughObserved ? longer : before;
        DaySummary[] observed = [.. before.Where(d => d.Origin != DayOrigin.Seeded)];
        return observed.Length >= EnoughObserved ? observed : before;
    }

    /// <summary>Makes the forecast; <paramref name="days"/> are those chosen, the earliest first, at least one.</summary>
    public static ForecastReport Make(IReadOnlyList<KeptDay> days, ForecastOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var timeline = new Timeline(options.Curve, options.Campaign?.Opening ?? TimeSpan.Zero);
        var futures = new List<BusinessFuture>();
        foreach (string name in days.SelectMany(day => day.Businesses).Where(b => b.Totals.Calls > 0).Select(b => b.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            futures.Add(new BusinessFuture(name, days, timeline, options));
        }

        var chance = new Random(options.Seed);
        double[] height = [.. Enumerable.Range(0, options.Paths).Select(_ => Math.Exp(options.CurveSpread * Sample.Normal(chance)))];
        var all = new RateTable("all", timeline, options);
        List<(BusinessFuture Future, RateTable Rates)> tables = [];
        foreach (BusinessFuture future in futures)
        {
            ct.ThrowIfCancellationRequested();
            RateTable rates = RateTable.Of(future, timeline, options, height);
            all.Add(rates);
            tables.Add((future, rates));
        }

        tables.Sort((a, b) => b.Rates.PeakPerSecond.Value.CompareTo(a.Rates.PeakPerSecond.Value));
        DateTimeOffset zero = new DateTimeOffset(options.Day.ToDateTime(TimeOnly.MinValue), days[^1].Offset).AddSeconds(timeline.Opening);
        IReadOnlyList<DatabaseMargin> databases = [.. options.Capacity.Select(report => Margins.Of(report, tables, timeline, options)).OrderBy(m => m.Known ? m.Margin.Value : double.MaxValue)];
        IReadOnlyList<InterfaceMargin> interfaces = InterfaceMargins.Of(tables, timeline, options);
        return new ForecastReport
        {
            At = now,
            Site = days[^1].Site,
            Day = options.Day,
            ZeroHour = zero,
            Curve = options.Curve?.Name,
            Campaign = options.Campaign?.Name,
            History = Used(days),
            Level = options.Level,
            Seed = options.Seed,
            Paths = options.Paths,
            All = DemandOf(all, Sum(futures.Select(f => f.Busy), options), all.GrowthOf(futures, options), Interval.Exactly(1), futures.Count == 0 ? 0 : futures.Average(f => f.SecondsDispersion), options),
            Businesses =
            [
                .. tables.Select(t => DemandOf(
                    t.Rates, OfSample(t.Future.Busy, options), OfSample(t.Future.Growth, options), OfSample(t.Future.Multiplier, options), t.Future.SecondsDispersion, options)),
            ],
            Interfaces = [.. tables.SelectMany(t => Parts.InterfacesOf(t.Future, t.Rates, options)).OrderByDescending(i => i.PeakPerSecond.Value).Take(options.Top)],
            Fingerprints = [.. tables.SelectMany(t => Parts.FingerprintsOf(t.Future, t.Rates, options)).OrderByDescending(f => f.PeakPerSecond.Value).Take(options.Top)],
            Moments = timeline.Moments,
            Databases = databases,
            HttpInterfaces = interfaces,
            Verdict = Margins.Verdict(databases, interfaces, zero),
            Notes = [.. Notes(days, futures, options)],
        };
    }

    /// <summary>A sample's interval, as wide as the options say.</summary>
    internal static Interval OfSample(IEnumerable<double> sample, ForecastOptions options) => Interval.OfSample([.. sample], (1 - options.Level) / 2);

    private static Interval Sum(IEnumerable<double[]> samples, ForecastOptions options)
    {
        double[] sum = new double[options.Paths];
        foreach (double[] sample in samples)
        {
            for (int p = 0; p < sum.Length; p++)
            {
                sum[p] += sample[p];
            }
        }

        return OfSample(sum, options);
    }

    private static BusinessDemand DemandOf(RateTable rates, Interval busy, Interval growth, Interval multiplier, double dispersion, ForecastOptions options) => new()
    {
        Business = rates.Name,
        BusyPerSecond = Rounded.Of(busy),
        GrowthPerWeek = Rounded.Of(growth),
        Multiplier = Rounded.Of(multiplier),
        PeakPerSecond = Rounded.Of(rates.PeakPerSecond),
        PeakAt = rates.PeakAt,
        Calls = Rounded.Of(OfSample(rates.Calls, options)),
        Demand = rates.Series(mean => TwoSided * Math.Sqrt(mean + (dispersion * mean * mean))),
    };

    private static HistoryUsed Used(IReadOnlyList<KeptDay> days) => new()
    {
        From = days[0].Date,
        To = days[^1].Date,
        Days = days.Count,
        CapturedDays = days.Count(day => day.Origin == DayOrigin.Captured),
        LogDays = days.Count(day => day.Origin == DayOrigin.Log),
        ImportedDays = days.Count(day => day.Origin == DayOrigin.Imported),
        SeededDays = days.Count(day => day.Origin == DayOrigin.Seeded),
    };

    private static IEnumerable<string> Notes(IReadOnlyList<KeptDay> days, IReadOnlyList<BusinessFuture> futures, ForecastOptions options)
    {
        string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

        int seeded = days.Count(day => day.Origin == DayOrigin.Seeded);
        if (seeded > 0)
        {
            yield return Text($"{seeded} of the {days.Count} days are seeded: projected from a captured stretch, not observed. The forecast shows what the page will say once days are kept, and is no statement about real growth.");
        }

        int ahead = options.Day.DayNumber - days[^1].Date.DayNumber;
        if (ahead > days.Count)
        {
            yield return Text($"the day lies {ahead} days ahead of {days.Count} kept days: growth is carried on further than it was seen");
        }

        if (futures.Where(f => f.IsAssumed).Select(f => f.Name).ToArray() is { Length: > 0 } assumed)
        {
            yield return Text($"too few days to tell growth and noise of {string.Join(", ", assumed)}: 12 % noise between days and growth of up to 1 % a day either way are assumed");
        }

        if (options.CurveSpread > 0)
        {
            yield return Text($"the height of the curve is taken as known within a factor of {Math.Exp(TwoSided * options.CurveSpread):0.00} (curveSpread {options.CurveSpread})");
        }

        if (options.Campaign is { } campaign)
        {
            if (options.Curve is null)
            {
                yield return "without a curve the day is an ordinary one: the campaign's multipliers change nothing";
            }

            HashSet<string> known = [.. futures.Select(f => f.Name)];
            foreach (string name in campaign.Multipliers.Select(m => m.Business).Concat(campaign.Interfaces.Select(i => i.Business)).Concat(campaign.Items.Select(i => i.Business)).Distinct(StringComparer.Ordinal))
            {
                if (name != CampaignInterface.Every && !known.Contains(name))
                {
                    yield return Text($"the campaign names '{name}', which no kept day has; its plan changes nothing");
                }
            }

            foreach (CampaignInterface face in campaign.Interfaces.Where(i => futures.FirstOrDefault(f => f.Name == i.Business) is { } f && !f.Shares.Statements.Any(s => s.Fingerprint.Callers.Any(c => c.Route == i.Route))))
            {
                yield return Text($"no statement of '{face.Business}' was called for route '{face.Route}'; its plan changes nothing");
            }

            foreach (string note in campaign.Notes)
            {
                yield return note;
            }
        }
    }
}
