using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary><c>seawall status</c>: every process with its state, and the addresses. Exit code 1 unless all are healthy.</summary>
internal static class StatusCommand
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("status", "What runs, and where; exit code 1 unless everything is healthy")
        {
            Examples = ["seawall status", "seawall status --json"],
        };
        command.Add(json);
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    internal sealed record Status(string Phase, IReadOnlyList<ProcessStatus> Processes, IReadOnlyDictionary<string, string> Addresses);

    internal sealed record ProcessStatus(string Name, string State, int? Pid, int Restarts, long UptimeSeconds);

    private static int Run(bool json)
    {
        Place place = Place.Current;
        SiteState state = StateFile.Read(place.Home);
        Status status = Of(state, Addresses(state), TimeProvider.System.GetUtcNow());
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(status, _json));
        }
        else
        {
            Print(status);
            PrintLink(place.Home, state);
        }
        bool healthy = status.Phase == "up" && status.Processes.All(process => process.State == "healthy");
        return healthy ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>What the file says, corrected by what is seen now: a record outlives its process when no watchdog is there to change it.</summary>
    internal static Status Of(SiteState state, IReadOnlyDictionary<string, string> addresses, DateTimeOffset now)
    {
        bool watched = state.IsWatched;
        var processes = new List<ProcessStatus> { Watchdog(state, watched, now) };
        foreach (ServiceRecord service in state.Services)
        {
            int? pid = service.Process is { } process && process.IsAlive() ? process.Pid : null;
            string word = pid is null && service.Condition is not (Condition.Waiting or Condition.Held) ? "dead" : Words.Of(service.Condition);
            long uptime = pid is null ? 0 : Math.Max(0, now.ToUnixTimeSeconds() - service.StartedUnix);
            processes.Add(new ProcessStatus(service.Name, pid is null && !watched ? "down" : word, pid, service.Restarts, uptime));
        }
        string phase = watched ? Name(state.Phase) : processes.Exists(process => process.Pid is not null) ? "unwatched" : "down";
        return new Status(phase, processes, addresses);
    }

    private static ProcessStatus Watchdog(SiteState state, bool watched, DateTimeOffset now) => watched
        ? new ProcessStatus(SiteTopology.WatchdogName, Words.Of(Condition.Healthy), state.Watchdog.Pid, 0, Math.Max(0, now.ToUnixTimeSeconds() - state.StartedUnix))
        : new ProcessStatus(SiteTopology.WatchdogName, "down", null, 0, 0);

    private static string Name(SitePhase phase) => phase.ToString().ToLowerInvariant();

    private static IReadOnlyDictionary<string, string> Addresses(SiteState state) => Topology(state)?.Addresses() ?? new Dictionary<string, string>();

    private static SiteTopology? Topology(SiteState state)
    {
        try
        {
            return state.Topology.Length == 0 ? null : TopologyFile.Load(state.Topology);
        }
        catch (TopologyException)
        {
            return null;
        }
    }

    private static void Print(Status status)
    {
        foreach (ProcessStatus process in status.Processes)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{process.Name,-16} {process.State,-10} {(process.Pid is { } pid ? $"pid {pid}" : ""),-12} {Uptime(process),-10} {(process.Restarts > 0 ? $"{process.Restarts} restarts" : "")}").TrimEnd());
        }
        foreach ((string name, string address) in status.Addresses)
        {
            Console.WriteLine($"{name,-16} {address}");
        }
        string advice = status.Phase switch
        {
            "down" => "down; `seawall up` starts the site",
            "unwatched" => "running without a watchdog; `seawall up` takes it over, `seawall down` stops it",
            _ => status.Phase,
        };
        Console.Error.WriteLine(advice);
    }

    private static void PrintLink(SeawallHome home, SiteState state)
    {
        if (state.IsWatched && !ConsoleLink.IsLogged && Topology(state) is { } topology && ConsoleLink.Create(topology, home, OperatorOptions.LocalPerson()) is { } link)
        {
            Console.WriteLine($"{"sign in",-16} {link}");
        }
    }

    private static string Uptime(ProcessStatus process) =>
        process.Pid is null ? "" : TimeSpan.FromSeconds(process.UptimeSeconds).ToString("c", CultureInfo.InvariantCulture);
}
