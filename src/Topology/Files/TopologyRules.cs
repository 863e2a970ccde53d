using System.Globalization;

namespace Seawall.Topology;

/// <summary>What must hold across the parts of a topology: names and ports are used once, every business has one home.</summary>
internal static class TopologyRules
{
    public static void Check(SiteTopology topology, List<string> faults)
    {
        CheckNames(topology, faults);
        CheckBusinesses(topology, faults);
        CheckGates(topology, faults);
        CheckControls(topology, faults);
        CheckPorts(topology, faults);
    }

    private static void CheckControls(SiteTopology topology, List<string> faults)
    {
        if (topology.Controls.Count() > 1 && topology.Etcd.Count == 0)
        {
            faults.Add("etcd: is missing; several processes with the role 'control' keep one config only by a log that they share (docs/guide/cluster.md)");
        }
        if (topology.Etcd.Count > 0 && topology.Etcd.Any(node => node.IsOurs != topology.Etcd[0].IsOurs))
        {
            faults.Add("etcd: either all members run here (name, port, peerPort) or all run elsewhere (addresses)");
        }
    }

    private static void CheckNames(SiteTopology topology, List<string> faults)
    {
        var seen = new Dictionary<string, string> { [SiteTopology.WatchdogName] = "the watchdog itself" };
        foreach ((string path, string name) in Named(topology))
        {
            if (name.Length > 0 && !seen.TryAdd(name, path))
            {
                faults.Add($"{path}.name: '{name}' is taken by {seen[name]}");
            }
        }
    }

    private static void CheckBusinesses(SiteTopology topology, List<string> faults)
    {
        CheckOnce(topology.Postgres.Select((node, i) => (At("postgres", i), node.Businesses)), faults);
        CheckOnce(topology.Redis.Select((node, i) => (At("redis", i), node.Businesses)), faults);
        CheckOnce(topology.Processes.Select((node, i) => (At("processes", i), node.Businesses)), faults);
    }

    private static void CheckOnce(IEnumerable<(string Path, IReadOnlyList<string> Businesses)> holders, List<string> faults)
    {
        var homes = new Dictionary<string, string>();
        foreach ((string path, IReadOnlyList<string> businesses) in holders)
        {
            for (int i = 0; i < businesses.Count; i++)
            {
                if (!homes.TryAdd(businesses[i], path))
                {
                    faults.Add($"{At(path + ".businesses", i)}: '{businesses[i]}' is already in {homes[businesses[i]]}");
                }
            }
        }
    }

    private static void CheckGates(SiteTopology topology, List<string> faults)
    {
        HostPort? shared = null;
        for (int i = 0; i < topology.Processes.Count; i++)
        {
            ProcessNode process = topology.Processes[i];
            bool isGate = process.Role == ProcessNode.GateRole;
            if (isGate && process.Admin is null)
            {
                faults.Add($"{At("processes", i)}.admin: is missing; a gate answers health and statistics there");
            }
            if (!isGate && process.Admin is not null)
            {
                faults.Add($"{At("processes", i)}.admin: only a gate has one");
            }
            if (isGate && process.Listen != (shared ??= process.Listen))
            {
                faults.Add($"{At("processes", i)}.listen: all gates share one address, expected {shared}, was {process.Listen}");
            }
        }
    }

    private static void CheckPorts(SiteTopology topology, List<string> faults)
    {
        var taken = new Dictionary<int, (string Path, bool Shared)>();
        foreach ((string path, int port, bool shared) in Ports(topology))
        {
            if (port > 0 && !taken.TryAdd(port, (path, shared)) && !(shared && taken[port].Shared))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: port {port} is taken by {taken[port].Path}"));
            }
        }
    }

    private static IEnumerable<(string Path, string Name)> Named(SiteTopology topology) =>
        topology.Postgres.Select((node, i) => (At("postgres", i), node.Name))
            .Concat(topology.Redis.Select((node, i) => (At("redis", i), node.Name)))
            .Concat(topology.Etcd.Select((node, i) => (At("etcd", i), node.Name)))
            .Concat(topology.Processes.Select((node, i) => (At("processes", i), node.Name)));

    private static IEnumerable<(string Path, int Port, bool Shared)> Ports(SiteTopology topology) =>
        topology.Postgres.Select((node, i) => (At("postgres", i) + ".port", node.Port, false))
            .Concat(topology.Redis.Select((node, i) => (At("redis", i) + ".port", node.Port, false)))
            .Concat(topology.Etcd.Select((node, i) => (At("etcd", i) + ".port", node.Port, false)))
            .Concat(topology.Etcd.Select((node, i) => (At("etcd", i) + ".peerPort", node.PeerPort, false)))
            .Concat(topology.Processes.Select((node, i) => (At("processes", i) + ".listen", node.Listen.Port, node.Role == ProcessNode.GateRole)))
            .Concat(topology.Processes.Select((node, i) => (At("processes", i) + ".admin", node.Admin?.Port ?? 0, false)))
            .Append(("watchdog.listen", topology.Watchdog?.Port ?? 0, false));

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
}
