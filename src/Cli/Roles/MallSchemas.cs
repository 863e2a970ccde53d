using System.Globalization;
using System.Reflection;
using Npgsql;
using Seawall.Mall.Accounts;
using Seawall.Mall.Catalog;
using Seawall.Mall.Trade;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The logins, schemas and seed of the mall, applied each time the site comes up, before its processes start.</summary>
internal static class MallSchemas
{
    private static readonly (string Business, Assembly Assembly)[] Businesses =
    [
        (AccountsBusiness.Name, typeof(AccountsBusiness).Assembly),
        (CatalogBusiness.Name, typeof(CatalogBusiness).Assembly),
        (TradeBusiness.Name, typeof(TradeBusiness).Assembly),
    ];

    /// <summary>Applies what is missing; the seed's size is that of the first time.</summary>
    public static async Task ApplyAsync(
        SiteTopology topology, SiteInstances instances, Secrets secrets, int scale, IProgress<string> progress, CancellationToken ct)
    {
        foreach (var node in topology.Postgres.Where(node => !node.OnDemand))
        {
            progress.Report($"logins of {node.Name}");
            await Logins.ApplyAsync(instances.Postgres(node.Name), node.Businesses, secrets, ct).ConfigureAwait(false);
        }
        foreach (var (business, assembly) in Businesses)
        {
            if (topology.PostgresOf(business) is null)
                continue;
            progress.Report($"schema of {business}");
            var connection = new NpgsqlConnectionStringBuilder(topology.DirectConnectionString(business, secrets))
            {
                // The seed reads its size from this setting; a big one takes longer than a statement normally may.
                Options = string.Create(CultureInfo.InvariantCulture, $"-c seawall.scale={scale}"),
                CommandTimeout = 0,
            };
            await Migrations.ApplyAsync(connection.ConnectionString, business, assembly, ct).ConfigureAwait(false);
        }
    }
}
