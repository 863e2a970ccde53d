using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Control.Metrics.Monitors;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall metrics monitors</c>: the monitors that promises name. Exit code 3 when one has nothing to show.</summary>
internal static class MetricsMonitorsCommand
{
    public static Command Create()
    {
        var row = new Option<string>("--row") { Description = "Only the monitors of this promise", HelpName = "ROW" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("monitors", "The monitors that promises name (deploy/monitors.json): calls, errors and latency now; exit code 3 when one has never been seen")
        {
            Examples = ["seawall metrics monitors", "seawall metrics monitors --row GB-5 --json"],
        };
        command.Add(row);
        command.Add(json);
        command.Add(topology);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(row), parsed.GetValue(json), Place.Current.Topology(parsed.GetValue(topology)?.FullName), ct));
        return command;
    }

    private static async Task<int> RunAsync(string? row, bool json, SiteTopology topology, CancellationToken ct)
    {
        using HttpClient http = ControlApi.Open(Place.Current, topology);
        using HttpResponseMessage answer = await http.GetAsync(new Uri("/api/metrics/monitors", UriKind.Relative), ct).ExpectOkAsync(ct).ConfigureAwait(false);
        MonitorLine[] lines = [.. (await answer.Content.ReadFromJsonAsync<MonitorLine[]>(ControlApi.Json, ct).ConfigureAwait(false))!.Where(line => row is null || line.Monitor.Row == row)];
        if (lines.Length == 0)
        {
            throw new CommandException(row is null ? "deploy/monitors.json names no monitors" : $"deploy/monitors.json names no monitors of {row}");
        }
        int seen = lines.Count(line => line.IsSeen);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { monitors = lines.Length, seen, unseen = lines.Length - seen, lines }, ControlApi.Json));
        }
        else
        {
            Write(Console.Out, lines);
        }
        return seen == lines.Length ? ExitCode.Ok : ExitCode.ThresholdMissed;
    }

    internal static void Write(TextWriter output, IReadOnlyList<MonitorLine> lines)
    {
        output.WriteLine($"{"row",-6}{"monitor",-24}{"calls/s",10}{"errors/s",10}{"p50 ms",10}{"p99 ms",10}");
        foreach (MonitorLine line in lines)
        {
            string name = $"{line.Monitor.Row,-6}{line.Monitor.Name,-24}";
            output.WriteLine(line switch
            {
                { Monitor.Route: null } => $"{name}  {line.Up} of {line.Monitor.Processes.Count} processes up",
                { IsSeen: false } => $"{name}  never called yet",
                _ => string.Create(CultureInfo.InvariantCulture, $"{name}{line.CallsPerSecond,10:0.00}{line.ErrorsPerSecond,10:0.00}{Millis(line.P50Seconds),10}{Millis(line.P99Seconds),10}"),
            });
        }
    }

    private static string Millis(double? seconds) => seconds is { } known ? (known * 1000).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
