using Npgsql;

namespace Seawall.Topology;

/// <summary>Connection strings of a site's logins, through the gate or past it.</summary>
public static class Connections
{
    /// <summary>A business's connection as its processes use it: through the gate, or direct when the site has none.</summary>
    public static string ConnectionString(this SiteTopology topology, string business, Secrets secrets)
    {
        PostgresNode node = Home(topology, business);
        return topology.ConnectionString(node, business, secrets);
    }

    /// <summary>A business's connection straight to its instance, for migrations and for checks of the gate itself.</summary>
    public static string DirectConnectionString(this SiteTopology topology, string business, Secrets secrets)
    {
        PostgresNode node = Home(topology, business);
        return Build(new HostPort("127.0.0.1", node.Port), node, business, secrets);
    }

    /// <summary>Any login of an instance, through the gate when there is one.</summary>
    public static string ConnectionString(this SiteTopology topology, PostgresNode node, string login, Secrets secrets) =>
        Build(topology.GateAddress ?? new HostPort("127.0.0.1", node.Port), node, login, secrets);

    private static string Build(HostPort address, PostgresNode node, string login, Secrets secrets) => new NpgsqlConnectionStringBuilder
    {
        Host = address.Host,
        Port = address.Port,
        Database = node.Name,
        Username = login,
        Password = secrets.Password(node.Name, login),
    }.ConnectionString;

    private static PostgresNode Home(SiteTopology topology, string business) =>
        topology.PostgresOf(business)
        ?? throw new InvalidOperationException($"{topology.Path} gives business '{business}' no PostgreSQL instance; add it to the businesses of one");
}
