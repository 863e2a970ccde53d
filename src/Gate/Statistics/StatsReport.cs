using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Seawall.Kernel;

namespace Seawall.Gate.Statistics;

/// <summary>What the rows of a report stand for.</summary>
public enum StatsGrouping
{
    /// <summary>Business, role and statement.</summary>
    Full,
    Business,
    Role,
    Sql,
    Table,

    /// <summary>Who touches which table.</summary>
    TableBusiness,
}

/// <summary>Writes totals as the JSON of <c>/stats</c>, the longest total time first. Businesses that have a login have a schema of their own name.</summary>
public static class StatsReport
{
    public static bool TryParse(string? text, out StatsGrouping grouping)
    {
        StatsGrouping? known = text switch
        {
            null or "" => StatsGrouping.Full,
            "business" => StatsGrouping.Business,
            "role" => StatsGrouping.Role,
            "sql" => StatsGrouping.Sql,
            "table" => StatsGrouping.Table,
            "table-business" => StatsGrouping.TableBusiness,
            _ => null,
        };
        grouping = known.GetValueOrDefault();
        return known is not null;
    }

    public static void Write(IBufferWriter<byte> output, string gate, long sinceUnix, StatTotals totals, StatsGrouping grouping, IReadOnlyCollection<string> schemas)
    {
        using Utf8JsonWriter json = new(output);
        ArrayBufferWriter<byte> histogram = new();
        json.WriteStartObject();
        json.WriteString("gate", gate);
        json.WriteNumber("sinceUnix", sinceUnix);
        json.WriteStartArray("rows");
        foreach (StatTotal total in Group(totals, grouping, schemas).OrderByDescending(t => t.Latency.Sum))
        {
            json.WriteStartObject();
            WriteKey(json, total, grouping);
            json.WriteNumber("calls", total.Latency.Count);
            json.WriteNumber("rows", total.Rows);
            json.WriteNumber("errors", total.Errors);
            json.WriteNumber("totalMicros", total.Latency.Sum);
            json.WriteNumber("maxMicros", total.Latency.Max);
            histogram.ResetWrittenCount();
            total.Latency.WriteTo(histogram);
            json.WriteBase64String("histogram", histogram.WrittenSpan);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter json, StatTotal total, StatsGrouping grouping)
    {
        if (grouping is StatsGrouping.Full or StatsGrouping.Business or StatsGrouping.TableBusiness)
            json.WriteString("business", total.Business);
        if (grouping is StatsGrouping.Full or StatsGrouping.Role)
            json.WriteString("role", total.Role);
        if (grouping is StatsGrouping.Full or StatsGrouping.Sql)
        {
            json.WriteString("fingerprint", total.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteString("sql", total.Sql);
        }
        if (grouping is StatsGrouping.Table or StatsGrouping.TableBusiness)
        {
            json.WriteString("table", total.Sql);
            return;
        }
        if (grouping is not (StatsGrouping.Full or StatsGrouping.Sql))
            return;
        json.WriteStartArray("tables");
        foreach (string table in total.Tables)
            json.WriteStringValue(table);
        json.WriteEndArray();
    }

    private static IEnumerable<StatTotal> Group(StatTotals totals, StatsGrouping grouping, IReadOnlyCollection<string> schemas)
    {
        if (grouping == StatsGrouping.Full)
            return totals.All;
        Dictionary<(string, string), StatTotal> groups = [];
        foreach (StatTotal total in totals.All)
        {
            foreach (string key in KeysOf(total, grouping, schemas))
            {
                (string, string) whose = (key, grouping == StatsGrouping.TableBusiness ? total.Business : "");
                if (!groups.TryGetValue(whose, out StatTotal? group))
                    groups.Add(whose, group = NewGroup(total, grouping, key));
                group.Add(total.Rows, total.Errors, total.Latency);
            }
        }
        return groups.Values;
    }

    // A statement on three tables counts for each of the three.
    private static string[] KeysOf(StatTotal total, StatsGrouping grouping, IReadOnlyCollection<string> schemas) => grouping switch
    {
        StatsGrouping.Business => [total.Business],
        StatsGrouping.Role => [total.Role],
        StatsGrouping.Sql => [total.Fingerprint.ToString("x16", CultureInfo.InvariantCulture)],
        _ when total.Tables.Length == 0 => [""],
        _ when schemas.Contains(total.Business) => [.. total.Tables.Select(table => Qualified(table, total.Business))],
        _ => total.Tables,
    };

    // The login of a business finds its tables in the schema of its own name, so a bare name means that one; the server's own stay as they are.
    private static string Qualified(string table, string business) =>
        table.Contains('.', StringComparison.Ordinal) || table.StartsWith("pg_", StringComparison.Ordinal) ? table : $"{business}.{table}";

    private static StatTotal NewGroup(StatTotal first, StatsGrouping grouping, string key) =>
        new(grouping == StatsGrouping.Business ? key : grouping == StatsGrouping.TableBusiness ? first.Business : "", grouping == StatsGrouping.Role ? key : "", grouping == StatsGrouping.Sql ? first.Fingerprint : 0)
        {
            Sql = grouping is StatsGrouping.Table or StatsGrouping.TableBusiness ? key : first.Sql,
            Tables = grouping == StatsGrouping.Sql ? first.Tables : [],
            Latency = new LatencyHistogram(),
        };
}
