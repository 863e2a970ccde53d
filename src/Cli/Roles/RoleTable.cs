using System.Collections.Frozen;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>What a role needs to know: its own process, the site around it, and where it may write.</summary>
internal sealed record RoleContext(ProcessNode Process, SiteTopology Topology, SeawallHome Home, Secrets Secrets);

/// <summary>The roles that a process of a topology can have; each maps the topology to its host's options and runs until cancelled.</summary>
internal static class RoleTable
{
    public static FrozenDictionary<string, Func<RoleContext, CancellationToken, Task>> All { get; } =
        new Dictionary<string, Func<RoleContext, CancellationToken, Task>>
        {
            [ProcessNode.GateRole] = GateRole.RunAsync,
            ["mall"] = MallRole.RunAsync,
            ["nightly"] = NightlyRole.RunAsync,
            [ProcessNode.ControlRole] = ControlRole.RunAsync,
        }.ToFrozenDictionary();
}
