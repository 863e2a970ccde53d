using System.CommandLine;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall config drill</c>: what switches do while every control process is dead. Exit code 3 when it is not what was promised.</summary>
internal static class ConfigDrillCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("drill", "Kill every control process of the running site for a moment, start a service without one, break the glass, and put all back")
        {
            Examples = ["seawall config drill --yes", "seawall config drill --yes --json"],
        };
        command.Add(yes);
        command.Add(json);
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            Place place = Place.Current;
            SiteTopology site = place.Topology(parsed.GetValue(topology)?.FullName);
            if (!parsed.GetValue(yes))
            {
                throw new CommandException("this kills the control center and one service of the running site for some seconds; say --yes to do it", ExitCode.Usage);
            }
            using HttpClient control = ControlApi.Open(place, site);
            using var switches = new SiteSwitches(control, site, Secrets.In(place.Home));
            CenterFinding found = await new CenterDrill(place, site, control, switches, TimeProvider.System).RunAsync(ct).ConfigureAwait(false);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(found, ControlApi.Json) : Text(found));
            return found.IsGood ? ExitCode.Ok : ExitCode.ThresholdMissed;
        });
        return command;
    }

    internal static string Text(CenterFinding found) =>
        $"""
        {string.Join(", ", found.Center)} dead; {found.Restarted} started anew at revision {found.Revision} (published {found.Published}), its switch {(found.Kept ? "kept" : "LOST")}
        break-glass in force in {found.Processes} processes after {found.BreakGlassMs} ms, merged as revision {found.MergedRevision}; {(found.Undone ? "all put back" : "NOT PUT BACK: see `seawall config history`")}
        """;
}
