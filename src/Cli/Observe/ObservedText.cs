using System.Globalization;
using System.Text.Json;
using Seawall.Gate.Statistics;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary>A reading for a terminal, or as JSON.</summary>
internal static class ObservedText
{
    public static void WriteTable(TextWriter output, ObservedReading reading, StatTotals totals, string by, int top)
    {
        if (by == "table")
        {
            output.WriteLine("  seq scans     seq rows  index scans    inserted     updated     deleted   live rows   dead rows  table");
            foreach (var table in TopTables(reading, top))
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{table.SeqScans,11} {table.SeqRows,12} {table.IndexScans,12} {table.Inserted,11} {table.Updated,11} {table.Deleted,11} {table.LiveRows,11} {table.DeadRows,11}  {table.Name}"));
            }
            output.WriteLine();
        }
        StatsTable.Write(output, Lines(totals, by).Take(top));
        output.WriteLine();
        foreach (var sessions in reading.Sessions.Take(top))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{sessions.Count,6} {(sessions.State.Length > 0 ? sessions.State : "background")}  {sessions.Login}{(sessions.Application.Length > 0 ? " / " + sessions.Application : "")}{(sessions.OldestTransactionSeconds > 0 ? $"  oldest transaction {sessions.OldestTransactionSeconds:0.0} s" : "")}"));
        }
    }

    public static string Json(ObservedReading reading, StatTotals totals, string by, int top) => JsonSerializer.Serialize(new
    {
        at = reading.At,
        since = reading.Since,
        latency = "estimated",
        rows = Lines(totals, by).Take(top).Select(line => new
        {
            business = line.Business,
            table = line.Table,
            fingerprint = line.Fingerprint,
            sql = line.Sql,
            tables = line.Tables,
            calls = line.Calls,
            rows = line.Rows,
            totalMicros = line.Latency.Sum,
            p50Micros = line.Latency.ValueAt(0.5),
            p99Micros = line.Latency.ValueAt(0.99),
            maxMicros = line.Latency.Max,
        }),
        scans = TopTables(reading, top),
        sessions = reading.Sessions,
        hiddenTexts = reading.HiddenTexts,
    }, new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull });

    /// <summary>Lines by business, SQL or table, the longest total time first; a statement on three tables counts for each.</summary>
    public static IReadOnlyList<StatLine> Lines(StatTotals totals, string by)
    {
        var lines = new Dictionary<string, StatLine>(StringComparer.Ordinal);
        foreach (var total in totals.All)
        {
            foreach (var key in KeysOf(total, by))
            {
                if (!lines.TryGetValue(key, out var line))
                    lines.Add(key, line = LineOf(total, by, key));
                line.Rows += total.Rows;
                line.Latency.Add(total.Latency);
            }
        }
        return [.. lines.Values.OrderByDescending(line => line.Latency.Sum)];
    }

    private static IEnumerable<string> KeysOf(StatTotal total, string by) => by switch
    {
        "business" => [total.Business],
        "table" => total.Tables.Length > 0 ? total.Tables : [""],
        _ => [total.Fingerprint.ToString("x16", CultureInfo.InvariantCulture)],
    };

    private static StatLine LineOf(StatTotal total, string by, string key) => by switch
    {
        "business" => new StatLine { Business = key },
        "table" => new StatLine { Table = key },
        _ => new StatLine { Fingerprint = key, Sql = total.Sql, Tables = total.Tables },
    };

    private static IEnumerable<ObservedTable> TopTables(ObservedReading reading, int top) => reading.Tables
        .OrderByDescending(table => table.SeqRows + table.IndexScans + table.Inserted + table.Updated + table.Deleted).ThenBy(table => table.Name, StringComparer.Ordinal).Take(top);
}
