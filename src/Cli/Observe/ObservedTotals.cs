using System.Text;
using Seawall.Gate.Statistics;
using Seawall.Kernel;
using Seawall.Postgres.Sql;

namespace Seawall.Cli;

/// <summary>
/// Makes of what PostgreSQL counted what a gate would have: statements by the gate's own fingerprint, so that ids which the server changes after DDL, and texts it tells apart by the length of
/// a list, come together. Errors are 0, since the server does not count statements that fail; how times are spread is an estimate from their mean and deviation.
/// </summary>
internal sealed class ObservedTotals(IReadOnlyDictionary<string, string> businesses)
{
    private readonly StatementAnalyzer _analyzer = new();

    public StatTotals Of(ObservedReading reading)
    {
        var totals = new StatTotals();
        foreach (var row in reading.Rows)
        {
            _analyzer.Analyze(Encoding.UTF8.GetBytes(row.Sql));
            var tables = Enumerable.Range(0, _analyzer.TableCount).Select(i => Encoding.UTF8.GetString(_analyzer.Table(i))).ToArray();
            var total = totals.Of(businesses.GetValueOrDefault(row.Key.Login, row.Key.Login), "", _analyzer.Fingerprint);
            total.Sql = Encoding.UTF8.GetString(_analyzer.Normalized);
            total.Tables = tables;
            var latency = new LatencyHistogram();
            latency.AddEstimate(row.Calls, Micros(row.TotalMs), row.DeviationMs * 1000, Math.Max(1, Micros(row.MaxMs)));
            total.Add(row.Rows, 0, latency);
        }
        return totals;
    }

    private static long Micros(double milliseconds) => (long)Math.Round(milliseconds * 1000);
}
