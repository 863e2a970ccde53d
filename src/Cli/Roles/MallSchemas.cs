using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The schemas and seed of the mall, applied each time the site comes up, before its processes start.</summary>
internal static class MallSchemas
{
    public static async Task ApplyAsync(
        SiteTopology topology, SiteInstances instances, Secrets secrets, int scale, IProgress<string> progress, CancellationToken ct)
    {
        foreach (PostgresNode node in topology.Postgres.Where(node => !node.OnDemand))
        {
            progress.Report($"logins of {node.Name}");
            await Logins.ApplyAsync(instances.Postgres(node.Name), node.Businesses, secrets, ct).ConfigureAwait(false);
        }
    }
}
