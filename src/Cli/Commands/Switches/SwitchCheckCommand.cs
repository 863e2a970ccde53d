using System.CommandLine;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall switch check</c>: whether every feature has a grade and a switch that the running processes follow.</summary>
internal static class SwitchCheckCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var topology = Place.TopologyOption();
        var turn = new Option<bool>("--turn") { Description = "Also turn every switch that is not core off for the role batch, see each process do it, and undo it" };
        var command = new ExampleCommand("check", "Whether every feature has a grade and a switch that the processes follow")
        {
            Examples = ["seawall switch check", "seawall switch check --turn --json"],
        };
        command.Add(turn);
        command.Add(json);
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            var site = Place.Current.Topology(parsed.GetValue(topology)?.FullName);
            using var control = ControlApi.Open(Place.Current, site);
            using var switches = new SiteSwitches(control, site, Secrets.In(Place.Current.Home));
            var found = await switches.LookAsync(ct).ConfigureAwait(false);
            if (parsed.GetValue(turn))
            {
                var (drill, keys) = await new SwitchDrill(control, switches, TimeProvider.System).RunAsync(ct).ConfigureAwait(false);
                found = found.With(drill, keys);
            }
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(found, ControlApi.Json));
            }
            else
            {
                Write(found);
            }
            return found.IsGood ? ExitCode.Ok : ExitCode.ThresholdMissed;
        });
        return command;
    }

    private static void Write(SwitchFindings found)
    {
        foreach (var business in found.Businesses)
        {
            Console.WriteLine($"{business.Business,-12} {business.Features,3} features, {business.Core} core; without a grade {business.WithoutGrade}, without a switch {business.WithoutSwitch} of {business.NonCore}");
        }
        Console.Error.WriteLine($"revision {found.Revision}; {found.Processes.Count} processes, {found.Behind} not at it");
        if (found.Drill is { } drill)
        {
            Console.Error.WriteLine($"{drill.Switches} switches turned for {drill.Role} in {drill.Processes} processes after {drill.AckedMs} ms; {(drill.Undone ? "undone" : "NOT UNDONE: undo it in the console")}");
            foreach (var late in drill.NotTurned)
            {
                Console.Error.WriteLine($"not turned: {late}");
            }
        }
    }
}
