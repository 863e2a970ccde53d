using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Capacity;
using Seawall.Lab.History;

namespace Seawall.Lab.Forecast;

/// <summary>
/// Capacity ÷ load of a database. A forecast call counts as its service demand on the limiting resource, the mean of the replayed mix being 1, so load
/// and capacity are in the same statements a second (operational analysis, Denning and Buzen 1978). Both are drawn together, path by path.
/// </summary>
internal static class Margins
{
    private const double TwoSided = 3.92;
    private const double MostReach = 1.5;
    private const int TopShares = 8;

    // A moment without load has no margin; a thousandfold one is as good as any.
    private const double MostMargin = 1000;

    public static DatabaseMargin Of(CapacityReport report, IReadOnlyList<(BusinessFuture Future, RateTable Rates)> tables, Timeline timeline, ForecastOptions options)
    {
        (Func<DayFingerprint, double> weigh, Func<DayFingerprint, bool> knows) = WeightsOf(report);
        var load = new RateTable(report.Database, timeline, options);
        var weights = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach ((BusinessFuture future, RateTable rates) in tables)
        {
            double[] own = [.. Enumerable.Range(0, options.Paths).Select(p => WeightOf(future, p, report.Database, weigh))];
            weights.Add(future.Name, own);
            load.Add(rates, own);
        }

        double measured = report.Steps.Where(step => step.Valid).Select(step => step.PerSecond).DefaultIfEmpty(0).Max();
        double[] capacity = CapacityOf(report, MostReach * measured, options);
        double[] margins = load.Peaks().Select((peak, p) => Math.Min(MostMargin, capacity[p] / Math.Max(peak, 1e-6))).ToArray();
        int worst = load.PeakMoment;
        bool loaded = load.PeakPerSecond.Value > 0;
        string? why = !loaded ? $"no kept day has a call to database '{report.Database}'"
            : measured <= 0 ? "no step of the capacity run was valid"
            : report.Knee.PerSecond.Value > MostReach * measured ? FormattableString.Invariant($"its capacity of {report.Knee.PerSecond.Value:0}/s lies past 1.5 × the {measured:0}/s measured") : null;
        return new DatabaseMargin
        {
            Database = report.Database,
            Known = why is null,
            Why = why,
            AtLeast = report.Limit.Resource is "none" or "generator",
            CapacityPerSecond = Rounded.Of(report.Knee.PerSecond),
            LoadPerSecond = Rounded.Of(load.PeakPerSecond),
            Margin = loaded ? Rounded.Of(Forecaster.OfSample(margins, options)) : default,
            WorstAt = timeline.Moments[worst],
            GivesWayAt = FirstAbove(load, report.Knee.PerSecond.Value, timeline),
            Resource = report.Limit.Resource,
            Evidence = report.Limit.Evidence,
            Businesses = Top(tables.Select(t => new LoadShare(t.Future.Name, Mean(t.Rates[worst], weights[t.Future.Name]), null))),
            Interfaces = Top(tables.SelectMany(t => Parts.RouteShares(t.Future, options, f => f.Database == report.Database ? weigh(f) : 0)
                .Select(route => new LoadShare($"{t.Future.Name} {(route.Key.Length == 0 ? "(no route)" : route.Key)}", Mean(t.Rates[worst], route.Value), null)))),
            Fingerprints = Top(Statements(tables, report.Database).Select(s => new LoadShare(s.Statement.Fingerprint, weigh(s.Statement) * Mean(s.Rates[worst], s.Shares), s.Statement.Sql))),
            UnknownShare = Rounded.Of(UnknownShare(tables, report.Database, worst, weigh, knows)),
            Load = load.Series(_ => 0),
            MarginOverTime = OverTime(load, capacity, options, timeline),
        };
    }

    public static MarginVerdict? Verdict(IReadOnlyList<DatabaseMargin> databases, IReadOnlyList<InterfaceMargin> interfaces, DateTimeOffset zero)
    {
        if (databases.Count == 0 && interfaces.Count == 0)
        {
            return null;
        }

        DatabaseMargin? database = databases.Where(d => d.Known).MinBy(d => d.Margin.Value);
        InterfaceMargin? face = interfaces.MinBy(i => i.Margin.Value);
        string open = string.Join(" and ", databases.Where(d => !d.Known).Select(d => $"database '{d.Database}': not known, {d.Why}"));
        if (face is not null && (database is null || face.Margin.Value < database.Margin.Value))
        {
            return Make(face.Margin, atLeast: false, $"interface {face.Interface}", face.WorstAt, zero, "", open);
        }

        if (database is null)
        {
            return new MarginVerdict { Margin = default, Known = false, AtLeast = false, GivesWayFirst = "not known", WorstAt = 0, WorstTime = zero, Sentence = $"Margin not known: {open}." };
        }

        string by = database.Fingerprints.Count == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" Most of that second's load is {database.Businesses[0].Name} ({database.Businesses[0].Share:P0}), its heaviest statement {Cut(database.Fingerprints[0].Sql ?? database.Fingerprints[0].Name)} ({database.Fingerprints[0].Share:P0}).");
        string first = database.AtLeast ? $"database {database.Database}, though nothing of it was saturated" : $"the {Word(database.Resource)} of database {database.Database}";
        return Make(database.Margin, database.AtLeast, first, database.WorstAt, zero, by, open);
    }

    private static MarginVerdict Make(Interval margin, bool atLeast, string first, int worst, DateTimeOffset zero, string by, string open)
    {
        DateTimeOffset time = zero.AddSeconds(worst);
        return new MarginVerdict
        {
            Margin = margin,
            Known = true,
            AtLeast = atLeast,
            GivesWayFirst = first,
            WorstAt = worst,
            WorstTime = time,
            Sentence = string.Create(
                CultureInfo.InvariantCulture,
                $"The site carries {(atLeast ? "at least " : "")}{margin.Value:0.00} times the forecast ({margin.Low:0.00} to {margin.High:0.00}); first to give way is {first}, at {time:HH:mm:ss}.{by}{(open.Length > 0 ? $" {char.ToUpperInvariant(open[0])}{open[1..]}." : "")}"),
        };
    }

    private static string Word(string resource) => resource switch
    {
        "cpu" => "processor",
        "io" => "disk",
        "locks" => "locks",
        "hot-row" => "hot row",
        "outside" => "path to it (network or proxy)",
        _ => resource,
    };

    /// <summary>What a statement weighs: its demand on the limiting resource ÷ the mean of the replayed mix; 1 when the run did not have it.</summary>
    private static (Func<DayFingerprint, double> Weigh, Func<DayFingerprint, bool> Knows) WeightsOf(CapacityReport report)
    {
        Func<DigestDemand, double> demand = report.Limit.Resource switch
        {
            "cpu" => d => d.CpuMicros,
            "io" => d => d.IoMicros,
            "locks" or "hot-row" => d => d.LockMicros,
            _ => d => d.MeanMicros,
        };
        if (report.Demands.Sum(demand) <= 0)
        {
            demand = d => d.MeanMicros;
        }

        double calls = report.Demands.Sum(d => d.PerSecondAtKnee);
        double mean = calls <= 0 ? 0 : report.Demands.Sum(d => d.PerSecondAtKnee * demand(d)) / calls;
        Dictionary<string, double> weights = report.Demands.DistinctBy(d => d.Fingerprint).ToDictionary(d => d.Fingerprint, d => mean <= 0 ? 1 : demand(d) / mean, StringComparer.Ordinal);
        return (f => weights.GetValueOrDefault(f.Fingerprint, 1), f => weights.ContainsKey(f.Fingerprint));
    }

    /// <summary>Load that a call of the business brings to the database, in one path.</summary>
    private static double WeightOf(BusinessFuture future, int path, string database, Func<DayFingerprint, double> weigh)
    {
        double weight = 0;
        for (int i = 0; i < future.Shares.Statements.Count; i++)
        {
            DayFingerprint f = future.Shares.Statements[i].Fingerprint;
            weight += f.Database == database ? future.SharesOf[path][i] * weigh(f) : 0;
        }

        return weight;
    }

    /// <summary>The capacity in every path, by a logarithmic normal distribution with the report's interval, never past what may be said.</summary>
    private static double[] CapacityOf(CapacityReport report, double most, ForecastOptions options)
    {
        Interval knee = report.Knee.PerSecond;
        var chance = new Random(unchecked((options.Seed * 31) + 7));
        double spread = knee is { Low: > 0, High: > 0 } ? Math.Max(0, Math.Log(knee.High / knee.Low) / TwoSided) : 0;
        return [.. Enumerable.Range(0, options.Paths).Select(_ => Math.Min(most, knee.Value * Math.Exp(spread * Sample.Normal(chance))))];
    }

    private static int? FirstAbove(RateTable load, double capacity, Timeline timeline)
    {
        for (int i = 0; i < timeline.Moments.Count; i++)
        {
            double sum = 0;
            foreach (float rate in load[i])
            {
                sum += rate;
            }

            if (sum / load.Calls.Length > capacity)
            {
                return timeline.Moments[i];
            }
        }

        return null;
    }

    private static DemandSeries OverTime(RateTable load, double[] capacity, ForecastOptions options, Timeline timeline)
    {
        int count = timeline.Moments.Count;
        (double[] low, double[] value, double[] high) = (new double[count], new double[count], new double[count]);
        double[] margins = new double[options.Paths];
        for (int i = 0; i < count; i++)
        {
            for (int p = 0; p < margins.Length; p++)
            {
                margins[p] = Math.Min(MostMargin, capacity[p] / Math.Max(load[i][p], 1e-6));
            }

            Interval margin = Rounded.Of(Forecaster.OfSample(margins, options));
            (low[i], value[i], high[i]) = (margin.Low, margin.Value, margin.High);
        }

        return new DemandSeries { Low = low, Value = value, High = high };
    }

    private static IEnumerable<(DayFingerprint Statement, RateTable Rates, double[] Shares)> Statements(IReadOnlyList<(BusinessFuture Future, RateTable Rates)> tables, string database) =>
        tables.SelectMany(t => t.Future.Shares.Statements.Select((s, i) => (s.Fingerprint, t.Rates, Shares: t.Future.SharesOf.Select(shares => shares[i]).ToArray())))
            .Where(s => s.Fingerprint.Database == database);

    private static double UnknownShare(
        IReadOnlyList<(BusinessFuture Future, RateTable Rates)> tables, string database, int worst, Func<DayFingerprint, double> weigh, Func<DayFingerprint, bool> knows)
    {
        (double all, double unknown) = (0, 0);
        foreach ((DayFingerprint f, RateTable rates, double[] shares) in Statements(tables, database))
        {
            double load = weigh(f) * Mean(rates[worst], shares);
            all += load;
            unknown += knows(f) ? 0 : load;
        }

        return all <= 0 ? 0 : unknown / all;
    }

    private static double Mean(ReadOnlySpan<float> rates, double[] weights)
    {
        double sum = 0;
        for (int p = 0; p < rates.Length; p++)
        {
            sum += rates[p] * weights[p];
        }

        return sum / rates.Length;
    }

    private static IReadOnlyList<LoadShare> Top(IEnumerable<LoadShare> loads)
    {
        LoadShare[] all = [.. loads];
        double sum = all.Sum(load => load.Share);
        return sum <= 0 ? [] : [.. all.Where(load => load.Share > 0).OrderByDescending(load => load.Share).Take(TopShares).Select(load => load with { Share = Rounded.Of(load.Share / sum) })];
    }

    private static string Cut(string sql) => sql.Length <= 80 ? sql : sql[..79] + "…";
}
