using System.CommandLine;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall run NAME</c>: one process of the topology in the foreground, as the watchdog starts it.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The process as named in the topology, or 'watchdog'" };
        Option<FileInfo> topology = Place.TopologyOption();
        Option<int> scale = Place.ScaleOption();
        var lease = new Option<string>("--lease") { Description = "The lease that the process 'fault' does; given by the watchdog", HelpName = "ID" };
        var command = new ExampleCommand("run", "Run one process of the topology in the foreground")
        {
            Examples = ["seawall run gate-1", "seawall run web --topology deploy/local.json"],
        };
        command.Add(name);
        command.Add(topology);
        command.Add(scale);
        command.Add(lease);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(name), parsed.GetValue(topology)?.FullName, parsed.GetValue(scale), parsed.GetValue(lease), ct));
        return command;
    }

    private static async Task<int> RunAsync(string name, string? file, int scale, string? lease, CancellationToken ct)
    {
        Place place = Place.Current;
        SiteTopology topology = place.TopologyToStart(file);
        try
        {
            if (name == SiteTopology.WatchdogName)
            {
                return await WatchdogRole.RunAsync(topology, place.Home, scale, ct).ConfigureAwait(false) ? ExitCode.Ok : ExitCode.Failed;
            }
            if (lease is not null)
            {
                return await FaultRole.RunAsync(topology, place.Home, lease, ct).ConfigureAwait(false);
            }
            ProcessNode process = Find(topology, name);
            await RoleOf(process)(new RoleContext(process, topology, place.Home, Secrets.In(place.Home)), ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // A signal is how the watchdog stops a process: an orderly end, not a failure.
        }
        return ExitCode.Ok;
    }

    private static ProcessNode Find(SiteTopology topology, string name) => topology.Process(name)
        ?? throw new CommandException(
            $"{topology.Path} has no process '{name}'; it has {string.Join(", ", topology.Processes.Select(process => process.Name))}", ExitCode.Usage);

    private static Func<RoleContext, CancellationToken, Task> RoleOf(ProcessNode process) =>
        RoleTable.All.TryGetValue(process.Role, out Func<RoleContext, CancellationToken, Task>? role)
            ? role
            : throw new CommandException(
                $"process '{process.Name}' has the unknown role '{process.Role}'; known are {string.Join(", ", RoleTable.All.Keys.Order())}", ExitCode.Usage);
}
