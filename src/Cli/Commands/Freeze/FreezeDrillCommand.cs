using System.CommandLine;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall freeze drill</c>: whether a freeze holds on the running site. Exit code 3 when it does not.</summary>
internal static class FreezeDrillCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("drill", "Freeze the running site for a moment, try to change it alone, in pairs and by another build, and put all back") { Examples = ["seawall freeze drill --yes", "seawall freeze drill --yes --json"] };
        command.Add(yes);
        command.Add(json);
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            if (!parsed.GetValue(yes))
            {
                throw new CommandException("this freezes the running site for some seconds; say --yes to do it", ExitCode.Usage);
            }
            Place place = Place.Current;
            FreezeFinding found = await new FreezeDrill(place, place.Topology(parsed.GetValue(topology)?.FullName), TimeProvider.System).RunAsync(ct).ConfigureAwait(false);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(found, ControlApi.Json) : Text(found));
            return found.IsGood ? ExitCode.Ok : ExitCode.ThresholdMissed;
        });
        return command;
    }

    internal static string Text(FreezeFinding found) =>
        $"""
        alone: {(found.AloneWaits ? "waits" : "WENT OUT")} ({found.AloneWhy})
        in pairs: {(found.PairPublishes ? "goes out" : "DID NOT GO OUT")}
        another build: {(found.UpRefused ? "refused" : "NOT REFUSED")} ({found.UpSaid})
        break-glass alone: {(found.BreakGlassRefused ? "refused" : "NOT REFUSED")}
        {(found.Restored ? "all put back" : "NOT PUT BACK: see `seawall config history`")}
        """;
}
