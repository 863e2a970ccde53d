using Seawall.Kernel;
using Seawall.Lab.History;

namespace Seawall.Lab.Forecast;

/// <summary>How a business's calls divide among its statements on a day to come: each share goes on as it went, later days counting more.</summary>
internal sealed class ShareModel
{
    private const int MostStatements = 400;
    private const int DaysLookedAt = 28;
    private const int LeastForTrend = 7;
    private const double HalfLife = 7;
    private const double LeastSpread = 0.02;
    private const double SpreadOfOneDay = 0.15;
    private static readonly double _mostDrift = Math.Log(3);

    private readonly Statement[] _statements;

    private ShareModel(Statement[] statements) => _statements = statements;

    public IReadOnlyList<Statement> Statements => _statements;

    public static ShareModel Fit(string business, IReadOnlyList<KeptDay> days, int target, Func<string, double> timesOfRoute)
    {
        KeptDay[] recent = [.. days.Where(day => day.Businesses.Any(b => b.Name == business)).TakeLast(DaysLookedAt)];
        var calls = new Dictionary<(string Database, string Fingerprint), (DayFingerprint Last, double[] Calls)>();
        for (int d = 0; d < recent.Length; d++)
        {
            foreach (DayFingerprint f in recent[d].Fingerprints.Where(f => f.Business == business && f.Totals.Calls > 0))
            {
                double[] own = calls.TryGetValue((f.Database, f.Fingerprint), out var known) ? known.Calls : new double[recent.Length];
                own[d] += f.Totals.Calls;
                calls[(f.Database, f.Fingerprint)] = (f, own);
            }
        }

        double[] totals = [.. Enumerable.Range(0, recent.Length).Select(d => calls.Values.Sum(entry => entry.Calls[d]))];
        int[] numbers = [.. recent.Select(day => day.Date.DayNumber)];
        return new ShareModel(
        [
            .. calls.Values.OrderByDescending(entry => entry.Calls.Sum()).Take(MostStatements)
                .Select(entry => StatementOf(entry.Last, entry.Calls, totals, numbers, target, timesOfRoute)),
        ]);
    }

    /// <summary>One future of the shares before the campaign's routes, adding up to 1.</summary>
    public double[] Draw(Random random)
    {
        double[] shares = new double[_statements.Length];
        double sum = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            sum += shares[i] = Math.Exp(_statements[i].Log + (_statements[i].Spread * Sample.Normal(random)));
        }

        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] /= sum;
        }

        return shares;
    }

    private static Statement StatementOf(DayFingerprint last, double[] calls, double[] totals, int[] days, int target, Func<string, double> timesOfRoute)
    {
        int[] seen = [.. Enumerable.Range(0, calls.Length).Where(d => calls[d] > 0)];
        double[] logs = [.. seen.Select(d => Math.Log(calls[d] / totals[d]))];
        int[] at = [.. seen.Select(d => days[d])];
        (double weighted, double weights) = (0, 0);
        for (int d = 0; d < calls.Length; d++)
        {
            double weight = Math.Pow(0.5, (days[^1] - days[d]) / HalfLife);
            weighted += weight * (totals[d] == 0 ? 0 : calls[d] / totals[d]);
            weights += weight;
        }

        double log = Math.Log(Math.Max(weighted / weights, 1e-12));
        double spread = SpreadOfOneDay;
        if (seen.Length >= LeastForTrend)
        {
            LevelTrend trend = LevelTrend.Fit(at, logs);
            double ahead = trend.Intercept + (trend.Slope * (target - trend.Origin));
            spread = Math.Max(LeastSpread, ErrorAt(trend, at, target));
            log = seen.Length == calls.Length ? Math.Clamp(ahead, log - _mostDrift, log + _mostDrift) : log;
        }
        else if (seen.Length > 1)
        {
            double mean = logs.Average();
            spread = Math.Max(LeastSpread, Math.Sqrt(logs.Sum(value => (value - mean) * (value - mean)) / (seen.Length - 1)));
        }

        double callers = Math.Max(1, last.Callers.Sum(caller => caller.Calls));
        return new Statement
        {
            Fingerprint = last,
            Log = log,
            Spread = Math.Min(spread, 1),
            Times = last.Callers.Count == 0 ? 1 : last.Callers.Sum(caller => caller.Calls / callers * timesOfRoute(caller.Route)),
            GrowthPerWeek = GrowthOf(calls, days),
        };
    }

    private static Interval? GrowthOf(double[] calls, int[] days)
    {
        int[] seen = [.. Enumerable.Range(0, calls.Length).Where(d => calls[d] > 0)];
        if (seen.Length < 4)
        {
            return null;
        }

        int[] at = [.. seen.Select(d => days[d])];
        LevelTrend trend = LevelTrend.Fit(at, [.. seen.Select(d => Math.Log(calls[d]))]);
        (double deviation, double squares) = Deviation(trend, at);
        double error = 1.96 * deviation / Math.Sqrt(Math.Max(1, squares));
        return new Interval(Math.Exp(7 * (trend.Slope - error)), Math.Exp(7 * trend.Slope), Math.Exp(7 * (trend.Slope + error)));
    }

    /// <summary>Standard error of a straight line's value at a day ahead.</summary>
    private static double ErrorAt(LevelTrend trend, int[] days, int target)
    {
        (double deviation, double squares) = Deviation(trend, days);
        double away = target - days.Average();
        return deviation * Math.Sqrt(1 + (1.0 / days.Length) + (away * away / Math.Max(1, squares)));
    }

    private static (double Deviation, double Squares) Deviation(LevelTrend trend, int[] days)
    {
        double free = Math.Max(1, days.Length - trend.Parameters);
        double mean = days.Average();
        return (Math.Sqrt(trend.Residuals.Sum(r => r * r) / free), days.Sum(day => (day - mean) * (day - mean)));
    }

    public sealed record Statement
    {
        public required DayFingerprint Fingerprint { get; init; }

        /// <summary>Logarithm of its share.</summary>
        public required double Log { get; init; }
        public required double Spread { get; init; }

        /// <summary>What the campaign's interfaces multiply it by.</summary>
        public required double Times { get; init; }
        public required Interval? GrowthPerWeek { get; init; }
    }
}
