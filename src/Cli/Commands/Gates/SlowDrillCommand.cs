using System.CommandLine;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall gate drill slow</c>: whether slow statements are stopped by named rules on the running site. Exit code 3 when it is not what was promised.</summary>
internal static class SlowDrillCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("slow", "Put the rules of the peak in warn mode and then in force, with a planted slow report and a slow statement of the core, and put all back")
        {
            Examples = ["seawall gate drill slow --yes", "seawall gate drill slow --yes --json"],
        };
        command.Add(yes);
        command.Add(json);
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            Place place = Place.Current;
            SiteTopology site = place.Topology(parsed.GetValue(topology)?.FullName);
            if (!parsed.GetValue(yes))
                throw new CommandException("for some seconds this refuses reports on the running site; say --yes to do it", ExitCode.Usage);
            using HttpClient control = ControlApi.Open(place, site);
            SlowFinding found = await new SlowDrill(place, site, control, TimeProvider.System).RunAsync(ct).ConfigureAwait(false);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(found, ControlApi.Json) : Text(found));
            return found.IsGood ? ExitCode.Ok : ExitCode.ThresholdMissed;
        });
        return command;
    }

    internal static string Text(SlowFinding found) =>
        $"""
        {found.Rules.Count} rules of the peak: in warn mode the planted report {(found.RanInWarnMode ? "ran" : "DID NOT RUN")} and was counted {found.Counted} times
        in force after {found.InForceMs} ms: it was {(found.RefusedByName ? "refused by the rule's name" : "NOT REFUSED BY NAME")} ({found.SqlState} {found.Message}); core {(found.CorePasses ? "passed" : "DID NOT PASS")}
        a slow statement of trade was {(found.CoreStopped ? "stopped by a rule of its fingerprint" : "NOT STOPPED")}; {(found.Undone ? "all put back" : "NOT PUT BACK: see `seawall config history`")}
        """;
}
