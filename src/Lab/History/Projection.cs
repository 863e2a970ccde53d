using Seawall.Lab.Forecast;

namespace Seawall.Lab.History;

/// <summary>One projected day while it is made. Calls of a minute are divided among statements and callers without a rest.</summary>
internal sealed class Projection
{
    private readonly List<DayBusiness> _businesses = [];
    private readonly List<DayFingerprint> _fingerprints = [];
    private readonly SortedDictionary<(string Business, string Route), MinuteSeries> _interfaces = [];

    public IReadOnlyList<DayBusiness> Businesses => _businesses;

    public IReadOnlyList<DayFingerprint> Fingerprints => _fingerprints;

    public IReadOnlyList<DayInterface> Interfaces =>
    [
        .. _interfaces.Select(entry => new DayInterface { Business = entry.Key.Business, Route = entry.Key.Route, Minutes = entry.Value, Totals = Sum(entry.Value) }),
    ];

    public void Add(DayBusiness business, KeptDay source, double busyPerSecond, double[] shape, double dispersion, Random random)
    {
        DayFingerprint[] statements = [.. source.Fingerprints.Where(f => f.Business == business.Name && f.Totals.Calls > 0)];
        double[] shares = Cumulated(statements.Select(f => (double)f.Totals.Calls));
        var minutes = statements.Select(_ => new MinuteSeries()).ToArray();
        var seconds = new SecondSeries();
        var hours = new DayTotals[24];
        for (int minute = 0; minute < MinuteSeries.Minutes; minute++)
        {
            double rate = busyPerSecond * shape[minute] * dispersion * Sample.Gamma(random, 1 / dispersion);
            uint[] counts = [.. Enumerable.Range(0, 60).Select(_ => (uint)Sample.Poisson(random, rate))];
            long calls = counts.Sum(count => (long)count);
            if (calls == 0)
            {
                // A minute without calls was observed too.
                seconds.Add(minute * 60, 0, 0);
                continue;
            }

            DayTotals use = Divide(calls, statements, shares, minutes, minute, random.NextDouble());
            hours[minute / 60] += use;
            for (int second = 0; second < 60; second++)
            {
                seconds.Add((minute * 60) + second, counts[second], (long)Math.Round(counts[second] * use.MeanMicros));
            }
        }

        for (int i = 0; i < statements.Length; i++)
        {
            Keep(statements[i], minutes[i]);
        }

        _businesses.Add(new DayBusiness { Name = business.Name, Seconds = seconds, Hours = hours, Totals = hours.Aggregate((a, b) => a + b) });
    }

    /// <summary>Tables as the statements touch them; writes in the source's proportion.</summary>
    public IReadOnlyList<DayTable> TablesOf(KeptDay source)
    {
        Dictionary<string, double> writes = source.Tables.ToDictionary(t => t.Name, t => t.Totals.Calls == 0 ? 0 : (double)t.Writes / t.Totals.Calls, StringComparer.Ordinal);
        return
        [
            .. _fingerprints.SelectMany(f => f.Tables.Distinct(StringComparer.Ordinal).Select(table => (table, f.Totals))).GroupBy(t => t.table, StringComparer.Ordinal)
                .Select(group => (group.Key, Totals: group.Aggregate(default(DayTotals), (sum, t) => sum + t.Totals)))
                .Select(t => new DayTable { Name = t.Key, Totals = t.Totals, Writes = (long)Math.Round(t.Totals.Calls * writes.GetValueOrDefault(t.Key)) })
                .OrderBy(t => t.Name, StringComparer.Ordinal),
        ];
    }

    private DayTotals Divide(long calls, DayFingerprint[] statements, double[] shares, MinuteSeries[] minutes, int minute, double chance)
    {
        DayTotals sum = default;
        long before = 0;
        for (int i = 0; i < statements.Length; i++)
        {
            long until = i + 1 == statements.Length ? calls : (long)Math.Floor((calls * shares[i]) + chance);
            if (until > before)
            {
                DayTotals use = Scaled(statements[i].Totals, until - before);
                minutes[i].Add(minute, use);
                AddInterfaces(statements[i], minute, use, chance);
                sum += use;
                before = until;
            }
        }

        return sum;
    }

    private void AddInterfaces(DayFingerprint statement, int minute, in DayTotals use, double chance)
    {
        double all = statement.Callers.Sum(caller => caller.Calls);
        (double share, long before) = (0, 0);
        for (int i = 0; i < statement.Callers.Count; i++)
        {
            share += statement.Callers[i].Calls / all;
            long until = i + 1 == statement.Callers.Count ? use.Calls : (long)Math.Floor((use.Calls * share) + chance);
            if (until > before)
            {
                var key = (statement.Business, statement.Callers[i].Route);
                if (!_interfaces.TryGetValue(key, out MinuteSeries? series))
                {
                    _interfaces.Add(key, series = new MinuteSeries());
                }

                series.Add(minute, Scaled(use, until - before));
                before = until;
            }
        }
    }

    private void Keep(DayFingerprint statement, MinuteSeries minutes)
    {
        DayTotals totals = Sum(minutes);
        double all = statement.Callers.Sum(caller => caller.Calls);
        _fingerprints.Add(statement with
        {
            Minutes = minutes,
            Totals = totals,
            Callers = [.. statement.Callers.Select(caller => caller with { Calls = (long)Math.Round(caller.Calls / all * totals.Calls) }).Where(caller => caller.Calls > 0)],
        });
    }

    private static DayTotals Scaled(in DayTotals of, long calls)
    {
        double factor = (double)calls / of.Calls;
        return new DayTotals(calls, (long)Math.Round(of.Errors * factor), (long)Math.Round(of.Rows * factor), (long)Math.Round(of.Micros * factor));
    }

    private static DayTotals Sum(MinuteSeries series) => Enumerable.Range(0, series.Slots).Aggregate(default(DayTotals), (sum, slot) => sum + series[slot]);

    private static double[] Cumulated(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double sum = all.Sum();
        double so = 0;
        return [.. all.Select(value => (so += value) / sum)];
    }
}
