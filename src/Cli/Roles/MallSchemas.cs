using System.Globalization;
using Npgsql;
using Seawall.Mall.Hosting;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The logins, schemas and seed of the mall, applied each time the site comes up, before its processes start.</summary>
internal static class MallSchemas
{
    /// <summary>Applies what is missing; the seed's size is that of the first time.</summary>
    public static async Task ApplyAsync(
        SiteTopology topology, SiteInstances instances, Secrets secrets, int scale, IProgress<string> progress, CancellationToken ct)
    {
        foreach (var node in topology.Postgres.Where(node => !node.OnDemand))
        {
            progress.Report($"logins of {node.Name}");
            await Logins.ApplyAsync(instances.Postgres(node.Name), node.Businesses, secrets, ct).ConfigureAwait(false);
        }
        foreach (var business in Businesses.All)
        {
            if (topology.PostgresOf(business.Name) is null)
                continue;
            progress.Report($"schema of {business.Name}");
            var connection = new NpgsqlConnectionStringBuilder(topology.DirectConnectionString(business.Name, secrets))
            {
                // The seed reads its size from this setting; a big one takes longer than a statement normally may.
                Options = string.Create(CultureInfo.InvariantCulture, $"-c seawall.scale={scale}"),
                CommandTimeout = 0,
            };
            await Migrations.ApplyAsync(connection.ConnectionString, business.Name, business.Assembly, ct).ConfigureAwait(false);
        }
    }
}
