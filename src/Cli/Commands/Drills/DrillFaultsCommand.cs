using System.CommandLine;
using System.Text.Json;
using Seawall.Drills.Faults;

namespace Seawall.Cli;

/// <summary><c>seawall drill faults</c>: what is done to the site now, by whom, and what was undone lately.</summary>
internal static class DrillFaultsCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("faults", "List the faults that hold and those undone lately")
        {
            Examples = ["seawall drill faults", "seawall drill faults --json"],
        };
        command.Add(json);
        command.SetAction((parsed, _) => Task.FromResult(Show(new FaultFiles(Place.Current.Home, TimeProvider.System), parsed.GetValue(json))));
        return command;
    }

    private static int Show(FaultFiles files, bool json)
    {
        FaultLease[] leases = [.. files.Leases()];
        FaultState[] states = [.. files.States()];
        FaultStop? stop = files.Stopped();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    stopped = stop,
                    faults = leases.Select(lease => new
                    {
                        lease.Id,
                        kind = FaultOptions.NameOf(lease.Kind),
                        lease.Targets,
                        lease.From,
                        lease.To,
                        lease.Actor,
                        lease.Reason,
                        lease.BegunAt,
                        lease.EndsAt,
                        holds = files.Holds(lease),
                        phase = files.State(lease.Id)?.Phase,
                    }),
                    states = states.Select(state => new { state.Id, state.Phase, state.At, state.Message }),
                },
                ControlApi.Json));
            return ExitCode.Ok;
        }
        foreach (FaultLease lease in leases)
        {
            Console.WriteLine($"{lease.Id,-36} {(files.Holds(lease) ? files.State(lease.Id)?.Phase.ToString().ToLowerInvariant() ?? "begins" : "over"),-10} {lease.Summary}  ({lease.Actor}: {lease.Reason})");
        }
        foreach (FaultState state in states.Where(state => state.IsOver))
        {
            Console.WriteLine($"{state.Id,-36} {state.Phase.ToString().ToLowerInvariant(),-10} {state.Message}".TrimEnd());
        }
        Console.Error.WriteLine(stop is null ? leases.Length == 0 ? "no fault holds" : "" : $"stopped by {stop.Actor}: {stop.Reason}; `seawall drill resume` allows faults again");
        return ExitCode.Ok;
    }
}
