using Seawall.Client.Hosting;
using Seawall.Control.Config.Etcd;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>How the processes of a site find and trust the config center, and each other's break-glass acts.</summary>
internal static class ConfigCenter
{
    /// <summary>What services prove themselves to the config center with.</summary>
    public static string Token(Secrets secrets) => secrets.Password(ProcessNode.ControlRole, "clients");

    /// <summary>What break-glass acts are signed with; not the token, which goes over the network.</summary>
    public static string BreakGlassSecret(Secrets secrets) => secrets.Password(ProcessNode.ControlRole, "break-glass");

    /// <summary>What makes a node one of several; null for the only one of a site without etcd.</summary>
    public static ClusterOptions? Cluster(RoleContext role) => role.Topology.Etcd.Count == 0 ? null : new()
    {
        Node = role.Process.Name,
        Site = role.Topology.Name,
        Secret = role.Secrets.Password(ProcessNode.ControlRole, "cluster"),
        Etcd = [.. role.Topology.Etcd.Select(member => member.Client)],
        Peers = [.. role.Topology.Controls.Where(node => node != role.Process).Select(ConsoleLink.Of)],
    };

    /// <summary>A service of the site, joined to its config center if it has one; a site without config gives its services nothing to follow, not even a last known copy.</summary>
    public static SeawallServiceOptions Joined(RoleContext role, bool edge) => role.Topology.WithoutConfig ? new() { Name = role.Process.Service, Instance = role.Process.Name, Edge = edge, Faults = new DirectoryInfo(role.Home.Faults) } : new()
    {
        Name = role.Process.Service,
        Instance = role.Process.Name,
        Edge = edge,
        ControlCenter = ConsoleLink.Addresses(role.Topology),
        ControlToken = Token(role.Secrets),
        Faults = new DirectoryInfo(role.Home.Faults),
        State = new DirectoryInfo(role.Home.StateOf(role.Process.Name)),
        BreakGlass = new DirectoryInfo(role.Home.BreakGlass),
        BreakGlassSecret = BreakGlassSecret(role.Secrets),
    };
}
