using Seawall.Kernel;

namespace Seawall.Lab.Forecast;

/// <summary>Requests forecast for measured interfaces: at least as many as the most called statement of the route, since a request runs it once or more seldom.</summary>
internal static class InterfaceMargins
{
    private const double TwoSided = 3.92;

    public static IReadOnlyList<InterfaceMargin> Of(IReadOnlyList<(BusinessFuture Future, RateTable Rates)> tables, Timeline timeline, ForecastOptions options)
    {
        var margins = new List<InterfaceMargin>();
        foreach (MeasuredInterface measured in options.Interfaces)
        {
            (int worst, double[] demand) = Greatest(tables, measured.Route, options);
            if (demand.Average() <= 0)
            {
                continue;
            }

            Interval capacity = measured.CapacityPerSecond;
            var chance = new Random(unchecked((options.Seed * 31) + margins.Count));
            double spread = capacity is { Low: > 0, High: > 0 } ? Math.Max(0, Math.Log(capacity.High / capacity.Low) / TwoSided) : 0;
            double[] margin = [.. demand.Select(rate => capacity.Value * Math.Exp(spread * Sample.Normal(chance)) / Math.Max(rate, 1e-6))];
            margins.Add(new InterfaceMargin
            {
                Interface = measured.Name,
                Route = measured.Route,
                CapacityPerSecond = Rounded.Of(capacity),
                DemandPerSecond = Rounded.Of(Forecaster.OfSample(demand, options)),
                Margin = Rounded.Of(Forecaster.OfSample(margin, options)),
                WorstAt = timeline.Moments[worst],
            });
        }

        return [.. margins.OrderBy(m => m.Margin.Value)];
    }

    /// <summary>The statement that tells the most requests of the route, at its business's busiest moment.</summary>
    private static (int Moment, double[] Requests) Greatest(IReadOnlyList<(BusinessFuture Future, RateTable Rates)> tables, string route, ForecastOptions options)
    {
        (int moment, double[] most, double mean) = (0, new double[options.Paths], 0);
        foreach ((BusinessFuture future, RateTable rates) in tables)
        {
            int peak = rates.PeakMoment;
            for (int i = 0; i < future.Shares.Statements.Count; i++)
            {
                var callers = future.Shares.Statements[i].Fingerprint.Callers;
                double part = callers.Where(c => IsServedBy(c.Route, route)).Sum(c => c.Calls * future.TimesOf(c.Route)) / Math.Max(1, callers.Sum(c => c.Calls * future.TimesOf(c.Route)));
                if (part == 0)
                {
                    continue;
                }

                int at = i;
                double[] requests = [.. Enumerable.Range(0, options.Paths).Select(p => rates[peak][p] * future.SharesOf[p][at] * part)];
                if (requests.Average() > mean)
                {
                    (moment, most, mean) = (peak, requests, requests.Average());
                }
            }
        }

        return (moment, most);
    }

    /// <summary>True when the service's route, such as <c>/catalog/items/{id:long}</c>, ends as the measured path does, <c>/items/{id}</c> or <c>/items/1042</c>.</summary>
    internal static bool IsServedBy(string route, string path)
    {
        string[] of = Segments(route);
        string[] measured = Segments(path);
        return measured.Length > 0 && of.AsSpan(Math.Max(0, of.Length - measured.Length)).SequenceEqual(measured);
    }

    private static string[] Segments(string path) =>
        [.. path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part[0] == '{' || part.All(char.IsAsciiDigit) ? "{}" : part)];
}
