using Seawall.Gate.Statistics;

namespace Seawall.Gate.SqlConsole;

/// <summary>What passed since the gate started: <c>SHOW STATS</c>, <c>STATS_TOTALS</c>, <c>TOTALS</c>, <c>BUSINESSES</c>.</summary>
internal static class ShowFigures
{
    private static readonly Column[] s_totals =
    [
        new("database"), Column.Number("total_xact_count"), Column.Number("total_query_count"), Column.Number("total_sent"), Column.Number("total_query_time"),
        Column.Number("avg_query_time"), Column.Number("total_error_count"),
    ];

    private static readonly Column[] s_businesses =
    [
        new("business"), Column.Number("total_query_count"), Column.Number("total_error_count"), Column.Number("total_query_time"), Column.Number("avg_query_time"),
        Column.Number("p50_query_time"), Column.Number("p99_query_time"), Column.Number("max_query_time"),
    ];

    public static IReadOnlyList<ConsoleCommand> Commands { get; } =
    [
        ConsoleCommand.Show("STATS", "what passed by database since the start; times in microseconds", s_totals, StatsAsync),
        ConsoleCommand.Show("STATS_TOTALS", "the same", s_totals, StatsAsync),
        ConsoleCommand.Show("TOTALS", "the same, all databases together", [.. s_totals.Skip(1)], TotalsAsync),
        ConsoleCommand.Show("BUSINESSES", "what passed by business since the start; times in microseconds", s_businesses, BusinessesAsync),
    ];

    private static async Task<IReadOnlyList<object?[]>> StatsAsync(GateConsole console, CancellationToken cancellationToken) =>
        [.. (await console.Statistics.DatabasesAsync().ConfigureAwait(false)).OrderBy(total => total.Database, StringComparer.Ordinal).Select(Line)];

    private static async Task<IReadOnlyList<object?[]>> TotalsAsync(GateConsole console, CancellationToken cancellationToken)
    {
        DatabaseTotal sum = new("");
        foreach (DatabaseTotal total in await console.Statistics.DatabasesAsync().ConfigureAwait(false))
            sum.Add(total);
        return [Line(sum)[1..]];
    }

    private static async Task<IReadOnlyList<object?[]>> BusinessesAsync(GateConsole console, CancellationToken cancellationToken) =>
    [
        .. (await console.Statistics.LiveAsync().ConfigureAwait(false)).OrderByDescending(total => total.Latency.Sum).Select(total => (object?[])
        [
            total.Business, total.Latency.Count, total.Errors, total.Latency.Sum, (long)total.Latency.Mean, total.Latency.ValueAt(0.5), total.Latency.ValueAt(0.99), total.Latency.Max,
        ]),
    ];

    private static object?[] Line(DatabaseTotal total) =>
        [total.Database, total.Transactions, total.Statements, total.Sent, total.Micros, total.Statements == 0 ? 0L : total.Micros / total.Statements, total.Errors];
}
