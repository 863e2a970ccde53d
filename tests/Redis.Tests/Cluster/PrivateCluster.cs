using Seawall.Testing;

namespace Seawall.Redis.Tests.Cluster;

/// <summary>Three real nodes that have met and share the slots.</summary>
internal sealed class PrivateCluster : IAsyncDisposable
{
    private static readonly (int First, int Last)[] _ranges = [(0, 5460), (5461, 10922), (10923, 16383)];

    private readonly List<PrivateRedis> _servers = [];

    public List<RedisClient> Clients { get; } = [];

    public (string Host, int Port)[] Addresses => [.. _servers.Select(s => ("127.0.0.1", s.Port))];

    public RedisClientOptions Options => RedisFixture.OptionsOf(_servers[0]);

    public static async Task<PrivateCluster> StartAsync()
    {
        var cluster = new PrivateCluster();
        var busPorts = new int[_ranges.Length];
        for (var i = 0; i < _ranges.Length; i++)
        {
            var at = i;
            // The bus has a port of its own: the usual one, ten thousand higher, may be none.
            var server = await PrivateRedis.StartAsync((_, _) =>
            {
                busPorts[at] = FreePort.Next();
                return $"cluster-enabled yes\ncluster-port {busPorts[at]}\ncluster-node-timeout 5000\nmasterauth test-secret\n";
            });
            cluster._servers.Add(server);
            cluster.Clients.Add(await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), CancellationToken.None));
            await cluster.Clients[i].AskAsync("CLUSTER", "ADDSLOTSRANGE", _ranges[i].First, _ranges[i].Last);
            await cluster.Clients[i].AskAsync("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
        }
        for (var i = 1; i < _ranges.Length; i++)
            await cluster.Clients[0].AskAsync("CLUSTER", "MEET", "127.0.0.1", cluster._servers[i].Port, busPorts[i]);
        await cluster.AgreedAsync().SoonAsync("three nodes in agreement");
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
            await client.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private async Task AgreedAsync()
    {
        foreach (var client in Clients)
        {
            while ((await client.AskAsync("CLUSTER", "INFO")).ToString() is var info
                && !(info!.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal)))
            {
                await Task.Delay(20);
            }
        }
    }
}
