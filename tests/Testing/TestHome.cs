using Seawall.Topology;

namespace Seawall.Testing;

/// <summary>A home under the temporary folder and a topology on free ports: <c>main</c> with the catalog, a test site, a cache.</summary>
public sealed class TestHome : IDisposable
{
    public TestHome()
    {
        Home = new SeawallHome(Directory.CreateTempSubdirectory("seawall-test-home-").FullName);
        Secrets = Secrets.In(Home);
        Topology = new SiteTopology
        {
            Name = "test",
            Path = Path.Combine(Home.Root, "topology.json"),
            Postgres =
            [
                new PostgresNode("main", FreePort.Next()) { Businesses = ["catalog"], SharedBuffers = 32 },
                new PostgresNode("testsite", FreePort.Next()) { OnDemand = true, TestSite = true, SharedBuffers = 32, MaxConnections = 400 },
            ],
            Redis = [new RedisNode("redis-catalog", FreePort.Next()) { Businesses = ["catalog"] }],
        };
    }

    public SeawallHome Home { get; }

    public Secrets Secrets { get; }

    public SiteTopology Topology { get; }

    public void Dispose() => Directory.Delete(Home.Root, recursive: true);
}
