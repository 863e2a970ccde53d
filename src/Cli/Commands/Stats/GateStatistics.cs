using System.Text.Json;
using Seawall.Kernel;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>One line of statistics, merged over the gates.</summary>
internal sealed record StatLine
{
    public string? Business { get; init; }

    public string? Role { get; init; }

    public string? Table { get; init; }

    public string? Fingerprint { get; init; }

    public string? Sql { get; init; }

    public IReadOnlyList<string>? Tables { get; init; }

    public long Calls => Latency.Count;

    public long Rows { get; set; }

    public long Errors { get; set; }

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Of a table: what each business did to it, the longest total time first; null for other lines.</summary>
    public IReadOnlyList<StatLine>? Businesses { get; init; }
}

/// <summary>Asks every gate of a site for its statistics and adds them up.</summary>
internal sealed class GateStatistics(HttpClient http)
{
    /// <summary>The lines, longest total time first, and the gates that did not answer.</summary>
    public async Task<(IReadOnlyList<StatLine> Lines, IReadOnlyList<string> Silent)> ReadAsync(
        SiteTopology topology, string? grouping, TimeSpan since, CancellationToken ct)
    {
        Dictionary<string, StatLine> lines = [];
        List<string> silent = [];
        ProcessNode[] gates = [.. topology.Processes.Where(process => process.Role == ProcessNode.GateRole && process.Admin is not null)];
        string query = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/stats?since={since.TotalSeconds:0}&by={grouping}");
        byte[]?[] answers = await Task.WhenAll(gates.Select(gate => AskAsync($"http://{gate.Admin}{query}", ct))).ConfigureAwait(false);
        foreach ((ProcessNode gate, byte[]? answer) in gates.Zip(answers))
        {
            if (answer is null)
            {
                silent.Add(gate.Name);
                continue;
            }
            using JsonDocument document = JsonDocument.Parse(answer);
            Add(lines, document.RootElement.GetProperty("rows"));
        }
        return ([.. lines.Values.OrderByDescending(line => line.Latency.Sum)], silent);
    }

    /// <summary>Lines of tables from those of table and business: each table's sum, with who made it.</summary>
    public static IReadOnlyList<StatLine> OfTables(IEnumerable<StatLine> lines)
    {
        List<StatLine> tables = [];
        foreach (IGrouping<string?, StatLine> own in lines.GroupBy(line => line.Table))
        {
            StatLine table = new() { Table = own.Key, Businesses = [.. own.OrderByDescending(line => line.Latency.Sum)] };
            foreach (StatLine line in own)
            {
                table.Rows += line.Rows;
                table.Errors += line.Errors;
                table.Latency.Add(line.Latency);
            }
            tables.Add(table);
        }
        return [.. tables.OrderByDescending(table => table.Latency.Sum)];
    }

    // Null when the gate refuses, or does not answer in the client's time.
    private async Task<byte[]?> AskAsync(string address, CancellationToken ct)
    {
        try
        {
            return await http.GetByteArrayAsync(address, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    private static void Add(Dictionary<string, StatLine> lines, JsonElement rows)
    {
        foreach (JsonElement row in rows.EnumerateArray())
        {
            var read = new StatLine
            {
                Business = Text(row, "business"),
                Role = Text(row, "role"),
                Table = Text(row, "table"),
                Fingerprint = Text(row, "fingerprint"),
                Sql = Text(row, "sql"),
                Tables = row.TryGetProperty("tables", out JsonElement tables) ? [.. tables.EnumerateArray().Select(table => table.GetString()!)] : null,
            };
            string key = string.Join('\0', read.Business, read.Role, read.Table, read.Fingerprint);
            if (!lines.TryGetValue(key, out StatLine? line))
            {
                lines.Add(key, line = read);
            }
            line.Rows += row.GetProperty("rows").GetInt64();
            line.Errors += row.GetProperty("errors").GetInt64();
            line.Latency.Add(LatencyHistogram.Read(row.GetProperty("histogram").GetBytesFromBase64()));
        }
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
