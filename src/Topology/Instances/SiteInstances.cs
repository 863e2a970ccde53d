namespace Seawall.Topology;

/// <summary>The private instances of a site, laid out under its home.</summary>
public sealed class SiteInstances(SiteTopology topology, SeawallHome home, Secrets secrets, ServerAccount account)
{
    public static async Task<SiteInstances> OpenAsync(SiteTopology topology, SeawallHome home, Secrets secrets, CancellationToken ct) =>
        new(topology, home, secrets, await ServerAccount.DetectAsync(ct).ConfigureAwait(false));

    public PostgresInstance Postgres(string name)
    {
        PostgresNode node = topology.Postgres.FirstOrDefault(node => node.Name == name)
            ?? throw new InvalidOperationException($"{topology.Path} has no PostgreSQL instance '{name}'");
        return new PostgresInstance(
            new PostgresOptions
            {
                Name = node.Name,
                Port = node.Port,
                DataDirectory = Path.Combine(account.NeedsOwnDirectory ? home.PostgresRootOfSystemUser : home.PostgresRoot, node.Name, "data"),
                LogFile = home.Log(node.Name),
                AdminPassword = secrets.Password(node.Name, "postgres"),
                MaxConnections = node.MaxConnections,
                SharedBuffers = node.SharedBuffers,
                CsvLog = node.CsvLog,
                // A replay must never take processor time from the shop it learnt from.
                Nice = node.TestSite ? 10 : 0,
            },
            PostgresBinaries.Require(),
            account);
    }

    public EtcdInstance Etcd(string name) => new(new EtcdOptions
    {
        Name = name,
        Site = topology.Name,
        Members = [.. topology.Etcd.Where(node => node.IsOurs)],
        Directory = Path.Combine(home.EtcdRoot, name),
        LogFile = home.Log(name),
    });

    public RedisInstance Redis(string name)
    {
        RedisNode node = topology.Redis.FirstOrDefault(node => node.Name == name)
            ?? throw new InvalidOperationException($"{topology.Path} has no Redis instance '{name}'");
        return new RedisInstance(new RedisOptions
        {
            Name = node.Name,
            Port = node.Port,
            Directory = Path.Combine(home.RedisRoot, node.Name),
            LogFile = home.Log(node.Name),
            Password = secrets.Password(node.Name, "default"),
            MaxMemory = node.MaxMemory,
        });
    }
}
