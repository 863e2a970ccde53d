using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The gates of a site as its own commands reach them.</summary>
internal static class GateAdmin
{
    /// <summary>What the gates ask for before they give out captures.</summary>
    public static string Token(Secrets secrets) => secrets.Password("gate", "admin");

    public static IReadOnlyList<Uri> Addresses(SiteTopology topology) =>
        [.. topology.Processes.Where(process => process.Role == ProcessNode.GateRole && process.Admin is not null).Select(process => new Uri($"http://{process.Admin}"))];
}
