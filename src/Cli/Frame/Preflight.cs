using System.Globalization;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>Looks before a start for what would make it fail: programs that are missing and ports that are taken.</summary>
internal static class Preflight
{
    /// <summary>Throws with everything that is wrong, each with what mends it.</summary>
    public static void Require(SiteTopology topology, SeawallHome home)
    {
        List<string> faults = [.. MissingPrograms(topology), .. UnknownRoles(topology), .. TakenPorts(topology, home)];
        if (faults.Count > 0)
        {
            throw new CommandException("the site can't start:\n  " + string.Join("\n  ", faults));
        }
    }

    public static IEnumerable<string> MissingPrograms(SiteTopology topology)
    {
        if (topology.Postgres.Count > 0 && PostgresBinaries.Find() is null)
        {
            yield return "no PostgreSQL server is installed; run: apt-get install postgresql";
        }
        if (topology.Redis.Count > 0 && !ProgramPath.Has("redis-server"))
        {
            yield return "no Redis server is installed; run: apt-get install redis-server";
        }
        if (topology.Etcd.Any(node => node.IsOurs) && !ProgramPath.Has(EtcdInstance.Program))
        {
            yield return "no etcd server is installed; run: apt-get install etcd-server";
        }
    }

    /// <summary>Ports that some process outside of this home listens on.</summary>
    public static IEnumerable<string> TakenPorts(SiteTopology topology, SeawallHome home)
    {
        HashSet<int> own =
        [
            .. HomeProcesses.Find(home).Select(found => found.Process.Pid),
            .. InstanceProcesses.Postgres(home).Select(server => server.Pid),
            .. InstanceProcesses.Redis(home).Select(server => server.Pid),
        ];
        foreach ((string setting, int port) in Ports(topology).DistinctBy(entry => entry.Port))
        {
            if (PortOwners.Find(port) is { } owner && !own.Contains(owner.Pid))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"port {port} is taken by {owner}; stop it, or change {setting} in a copy of {topology.Path} and pass it with --topology");
            }
        }
    }

    private static IEnumerable<string> UnknownRoles(SiteTopology topology) =>
        topology.Processes.Select((process, i) => (process, i))
            .Where(entry => !RoleTable.All.ContainsKey(entry.process.Role))
            .Select(entry => string.Create(
                CultureInfo.InvariantCulture,
                $"processes[{entry.i}].role: '{entry.process.Role}' is not known; known are {string.Join(", ", RoleTable.All.Keys.Order())}"));

    private static IEnumerable<(string Setting, int Port)> Ports(SiteTopology topology)
    {
        static string At(string list, int index, string key) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}].{key}");
        return topology.Postgres.Select((node, i) => (node.OnDemand, At("postgres", i, "port"), node.Port))
            .Where(entry => !entry.OnDemand)
            .Select(entry => (entry.Item2, entry.Port))
            .Concat(topology.Redis.Select((node, i) => (At("redis", i, "port"), node.Port)))
            .Concat(topology.Etcd.Where(node => node.IsOurs).SelectMany((node, i) => new[] { (At("etcd", i, "port"), node.Port), (At("etcd", i, "peerPort"), node.PeerPort) }))
            .Concat(topology.Processes.Select((process, i) => (At("processes", i, "listen"), process.Listen.Port)))
            .Concat(topology.Processes.Select((process, i) => (At("processes", i, "admin"), process.Admin?.Port ?? 0)).Where(entry => entry.Item2 > 0));
    }
}

/// <summary>Looks for programs on the search path.</summary>
internal static class ProgramPath
{
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => File.Exists(Path.Combine(directory, program)));
}
