using Seawall.Lab.History;

namespace Seawall.Lab.Forecast;

/// <summary>The demand of a business by its interfaces and statements.</summary>
internal static class Parts
{
    public static IEnumerable<FingerprintDemand> FingerprintsOf(BusinessFuture future, RateTable rates, ForecastOptions options)
    {
        int peak = rates.PeakMoment;
        for (int i = 0; i < future.Shares.Statements.Count; i++)
        {
            ShareModel.Statement statement = future.Shares.Statements[i];
            DayFingerprint f = statement.Fingerprint;
            int at = i;
            yield return new FingerprintDemand
            {
                Fingerprint = f.Fingerprint,
                Database = f.Database,
                Business = f.Business,
                Sql = f.Sql,
                GrowthPerWeek = statement.GrowthPerWeek is { } growth ? Rounded.Of(growth) : null,
                PeakPerSecond = Rounded.Of(Forecaster.OfSample(Enumerable.Range(0, options.Paths).Select(p => rates[peak][p] * future.SharesOf[p][at]), options)),
                Calls = Rounded.Of(Forecaster.OfSample(Enumerable.Range(0, options.Paths).Select(p => rates.Calls[p] * future.SharesOf[p][at]), options)),
            };
        }
    }

    public static IEnumerable<InterfaceDemand> InterfacesOf(BusinessFuture future, RateTable rates, ForecastOptions options)
    {
        int peak = rates.PeakMoment;
        foreach ((string route, double[] shares) in RouteShares(future, options))
        {
            yield return new InterfaceDemand
            {
                Business = future.Name,
                Route = route,
                Share = Rounded.Of(Forecaster.OfSample(shares, options)),
                PeakPerSecond = Rounded.Of(Forecaster.OfSample(Enumerable.Range(0, options.Paths).Select(p => rates[peak][p] * shares[p]), options)),
                Calls = Rounded.Of(Forecaster.OfSample(Enumerable.Range(0, options.Paths).Select(p => rates.Calls[p] * shares[p]), options)),
            };
        }
    }

    /// <summary>Share of the business's calls by route, in every path; <paramref name="weight"/> makes a statement count more or less.</summary>
    public static IReadOnlyDictionary<string, double[]> RouteShares(BusinessFuture future, ForecastOptions options, Func<DayFingerprint, double>? weight = null)
    {
        var routes = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        for (int i = 0; i < future.Shares.Statements.Count; i++)
        {
            DayFingerprint f = future.Shares.Statements[i].Fingerprint;
            double all = f.Callers.Sum(caller => caller.Calls * future.TimesOf(caller.Route));
            foreach (IGrouping<string, DayCaller> caller in f.Callers.GroupBy(caller => caller.Route, StringComparer.Ordinal))
            {
                double part = all == 0 ? 0 : caller.Sum(c => c.Calls) * future.TimesOf(caller.Key) / all * (weight?.Invoke(f) ?? 1);
                if (!routes.TryGetValue(caller.Key, out double[]? shares))
                {
                    routes.Add(caller.Key, shares = new double[options.Paths]);
                }

                for (int p = 0; p < shares.Length; p++)
                {
                    shares[p] += future.SharesOf[p][i] * part;
                }
            }
        }

        return routes;
    }
}
