using System.CommandLine;
using System.Text.Json;
using Seawall.Kernel;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall stats</c>: who used the databases, by business, SQL, table or role, over all gates of the site.</summary>
internal static class StatsCommand
{
    private static readonly string[] _groupings = ["business", "sql", "table", "role"];
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var by = new Option<string>("--by") { Description = "Add up by business, sql, table or role; unset, by all of them at once", HelpName = "KEY" };
        by.AcceptOnlyFromAmong(_groupings);
        var since = new Option<string>("--since") { Description = "How far back, such as 90s, 15m, 1h, 7d", HelpName = "DURATION", DefaultValueFactory = _ => "1h" };
        since.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !DurationText.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError($"--since must be a number and ms, s, m, h or d, was {result.Tokens[0].Value}");
            }
        });
        var top = new Option<int>("--top") { Description = "Lines to show, those with the longest total time first", HelpName = "N", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("stats", "Who used the databases: calls, rows, errors and latency by business, SQL, table or role")
        {
            Examples = ["seawall stats --by business", "seawall stats --by sql --since 15m --top 10", "seawall stats --by table --since 7d --json"],
        };
        command.Add(by);
        command.Add(since);
        command.Add(top);
        command.Add(json);
        command.Add(topology);
        command.Add(StatsHistoryCommand.Create());
        command.SetAction((parsed, ct) =>
        {
            _ = DurationText.TryParse(parsed.GetRequiredValue(since), out TimeSpan span);
            return RunAsync(parsed.GetValue(by), span, parsed.GetValue(top), parsed.GetValue(json), parsed.GetValue(topology)?.FullName, ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(string? by, TimeSpan since, int top, bool json, string? file, CancellationToken ct)
    {
        SiteTopology topology = Place.Current.Topology(file);
        using var http = new HttpClient { Timeout = _patience };
        (IReadOnlyList<StatLine> lines, IReadOnlyList<string> silent) = await new GateStatistics(http).ReadAsync(topology, by == "table" ? "table-business" : by, since, ct).ConfigureAwait(false);
        if (by == "table")
        {
            lines = GateStatistics.OfTables(lines);
        }
        foreach (string gate in silent)
        {
            await Console.Error.WriteLineAsync($"{gate} does not answer; its figures are missing. `seawall status` says what runs.").ConfigureAwait(false);
        }
        if (json)
        {
            IReadOnlyList<StatLine> each = by == "role" ? (await new GateStatistics(http).ReadAsync(topology, null, since, ct).ConfigureAwait(false)).Lines : [];
            WriteJson(lines.Take(top), since, by == "role" ? WithoutRole(each) : null);
        }
        else
        {
            StatsTable.Write(Console.Out, lines.Take(top));
        }
        return silent.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Calls that touch tables and do not say for whom. What a driver asks of the catalog, and the bounds of transactions, touch none.</summary>
    internal static long WithoutRole(IEnumerable<StatLine> lines) => lines
        .Where(line => string.IsNullOrEmpty(line.Role) && line.Tables?.Any(table => !table.StartsWith("pg_", StringComparison.Ordinal)) == true).Sum(line => line.Calls);

    private static void WriteJson(IEnumerable<StatLine> lines, TimeSpan since, long? withoutRole)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("sinceSeconds", (long)since.TotalSeconds);
            if (withoutRole is { } calls)
            {
                json.WriteNumber("withoutRole", calls);
            }
            json.WriteStartArray("rows");
            foreach (StatLine line in lines)
            {
                WriteLine(json, line);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private static void WriteLine(Utf8JsonWriter json, StatLine line)
    {
        json.WriteStartObject();
        foreach ((string name, string? value) in (ReadOnlySpan<(string, string?)>)[
            ("business", line.Business), ("role", line.Role), ("table", line.Table), ("fingerprint", line.Fingerprint), ("sql", line.Sql)])
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
        if (line.Tables is not null)
        {
            json.WriteStartArray("tables");
            foreach (string table in line.Tables)
            {
                json.WriteStringValue(table);
            }
            json.WriteEndArray();
        }
        json.WriteNumber("calls", line.Calls);
        json.WriteNumber("rows", line.Rows);
        json.WriteNumber("errors", line.Errors);
        json.WriteNumber("totalMicros", line.Latency.Sum);
        json.WriteNumber("p50Micros", line.Latency.ValueAt(0.5));
        json.WriteNumber("p99Micros", line.Latency.ValueAt(0.99));
        json.WriteNumber("maxMicros", line.Latency.Max);
        if (line.Businesses is not null)
        {
            json.WriteStartArray("businesses");
            foreach (StatLine business in line.Businesses)
            {
                WriteLine(json, business with { Table = null });
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
