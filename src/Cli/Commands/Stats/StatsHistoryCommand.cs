using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall stats history</c>: how far back the gates' statistics go.</summary>
internal static class StatsHistoryCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("history", "How far back the kept statistics go: by minute for 8 days, then by hour for 400")
        {
            Examples = ["seawall stats history", "seawall stats history --json"],
        };
        command.Add(json);
        command.Add(topology);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(json), parsed.GetValue(topology)?.FullName, ct));
        return command;
    }

    // Gates share the day's statements between them, so the one that has seen the most speaks for the site.
    private static async Task<int> RunAsync(bool json, string? file, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var (first, minutes, days, silent) = (0L, 0L, 0L, 0);
        foreach (ProcessNode gate in Place.Current.Topology(file).Processes.Where(process => process is { Role: ProcessNode.GateRole, Admin: not null }))
        {
            try
            {
                JsonNode kept = JsonNode.Parse(await http.GetStringAsync($"http://{gate.Admin}/stats/history", ct).ConfigureAwait(false))!;
                long began = (long)kept["firstUnix"]!;
                first = first == 0 || (began > 0 && began < first) ? began : first;
                minutes = Math.Max(minutes, (long)kept["minutes"]!);
                days = Math.Max(days, (long)kept["days"]!);
            }
            catch (HttpRequestException)
            {
                silent++;
                await Console.Error.WriteLineAsync($"{gate.Name} does not answer; `seawall status` says what runs.").ConfigureAwait(false);
            }
        }
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { firstUnix = first, minutes, days })
            : $"{minutes} minutes with statements on {days} days are kept, the first from {(first == 0 ? "nowhere yet" : $"{DateTimeOffset.FromUnixTimeSeconds(first):yyyy-MM-dd HH:mm} UTC")}");
        return silent == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
