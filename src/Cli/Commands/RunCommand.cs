using System.CommandLine;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>
/// <c>seawall run NAME</c>: one process of the topology in the foreground, as the watchdog starts it. <c>seawall run gate</c> with a server or a file of its own is a gate that works alone,
/// where the topology has no process of that name.
/// </summary>
internal static class RunCommand
{
    private const string StandaloneName = "gate";

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The process as named in the topology, or 'watchdog'" };
        Option<FileInfo> topology = Place.TopologyOption();
        Option<int> scale = Place.ScaleOption();
        var lease = new Option<string>("--lease") { Description = "The lease that the process 'fault' does; given by the watchdog", HelpName = "ID" };
        var command = new ExampleCommand("run", "Run one process of the topology in the foreground")
        {
            Examples =
            [
                "seawall run gate-1",
                "seawall run web --topology deploy/local.json",
                "seawall run gate --upstream 127.0.0.1:5432",
                "seawall run gate --upstream 127.0.0.1:5432 --config gate.json",
                "seawall run gate --config gate.json --check",
            ],
        };
        command.Add(name);
        command.Add(topology);
        command.Add(scale);
        command.Add(lease);
        var gate = new GateArguments();
        gate.AddTo(command);
        command.SetAction((parsed, ct) => gate.AreGiven(parsed)
            ? RunGateAsync(parsed.GetRequiredValue(name), parsed.GetValue(topology)?.FullName, gate.Gate(parsed), ct)
            : RunAsync(parsed.GetRequiredValue(name), parsed.GetValue(topology)?.FullName, parsed.GetValue(scale), parsed.GetValue(lease), ct));
        return command;
    }

    private static Task<int> RunGateAsync(string name, string? file, StandaloneGate gate, CancellationToken ct)
    {
        if (name != StandaloneName)
            throw new CommandException($"--upstream, --config and --check are of 'seawall run {StandaloneName}'; '{name}' takes what its topology says", ExitCode.Usage);
        if (file is not null && Place.Current.TopologyToStart(file).Process(name) is not null)
            throw new CommandException($"{file} has a process '{name}', which takes what its topology says", ExitCode.Usage);
        return gate.RunAsync(ct);
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
