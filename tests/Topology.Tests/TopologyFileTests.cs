using System.Globalization;

namespace Seawall.Topology.Tests;

public sealed class TopologyFileTests
{
    [Fact]
    public void A_whole_topology_is_read()
    {
        SiteTopology topology = Read("""
            { "name": "local", // comments are allowed
              "postgres": [ { "name": "main", "port": 15432, "businesses": ["catalog", "trade"] }, { "name": "testsite", "port": 15435, "onDemand": true, "testSite": true } ],
              "redis": [ { "name": "redis-catalog", "port": 16379, "businesses": ["catalog"] } ],
              "gate": { "captureClear": true },
              "processes": [
                { "name": "gate-1", "role": "gate", "listen": "127.0.0.1:6432", "admin": "127.0.0.1:6433" },
                { "name": "gate-2", "role": "gate", "listen": "127.0.0.1:6432", "admin": "127.0.0.1:6434" },
                { "name": "web", "role": "mall", "businesses": ["web"], "listen": "[::1]:8080" } ] }
            """);

        Assert.Equal("main", topology.PostgresOf("trade")?.Name);
        Assert.Equal("testsite", topology.TestSite?.Name);
        Assert.Equal(400, topology.TestSite?.MaxConnections);
        Assert.Equal(16379, topology.RedisOf("catalog")?.Port);
        Assert.True(topology.Gate.CaptureClear);
        Assert.Equal(new HostPort("127.0.0.1", 6432), topology.GateAddress);
        Assert.Equal("http://127.0.0.1:6434/health", topology.Process("gate-2")?.HealthUrl.ToString());
        Assert.Equal(
            ["storefront http://[::1]:8080", "gate 127.0.0.1:6432", "main 127.0.0.1:15432"],
            topology.Addresses().Select(address => $"{address.Key} {address.Value}"));
    }

    [Fact]
    public void All_faults_are_reported_at_once_with_their_paths()
    {
        (_, IReadOnlyList<string> faults) = TopologyFile.Parse(
            """
            { "name": "My site", "colour": 1,
              "postgres": [ { "name": "main", "port": 0, "businesses": ["trade"] }, { "port": 15433, "businesses": ["trade", 7] } ],
              "redis": {},
              "gate": { "captureClear": "yes" },
              "processes": [ "web", { "name": "main", "role": "mall", "listen": "x" },
                { "name": "gate-1", "role": "gate", "listen": "127.0.0.1:15433" } ] }
            """,
            "f.json");

        Assert.Equal(
            [
                "name: must be lower-case letters, digits and '-', starting with a letter, was 'My site'",
                "postgres[0].port: must be 1..65535, was 0",
                "postgres[1].name: is missing",
                "postgres[1].businesses[1]: must be a name, was 7",
                "redis: must be a list, was {}",
                "gate.captureClear: must be true or false, was \"yes\"",
                "processes[0]: must be an object, was \"web\"",
                "processes[0].name: is missing",
                "processes[0].role: is missing",
                "processes[0].listen: is missing",
                "processes[1].listen: must be host:port, was 'x'",
                "colour: is not known here; known are name, postgres, redis, etcd, withoutConfig, drills, gate, processes, watchdog, saleDay",
                "processes[1].name: 'main' is taken by postgres[0]",
                "postgres[1].businesses[0]: 'trade' is already in postgres[0]",
                "processes[2].admin: is missing; a gate answers health and statistics there",
                "processes[2].listen: port 15433 is taken by postgres[1].port",
            ],
            faults);
    }

    [Fact]
    public void Several_control_nodes_share_an_etcd_that_runs_here_or_elsewhere()
    {
        const string Controls = """
            "processes": [
              { "name": "control-1", "role": "control", "listen": "127.0.0.1:7070" },
              { "name": "control-2", "role": "control", "listen": "127.0.0.1:7071" } ]
            """;
        SiteTopology here = Read($$"""{ "name": "a", "etcd": [ { "name": "etcd-1", "port": 12379, "peerPort": 12380 } ], {{Controls}} }""");
        Assert.Equal(["control-1", "control-2"], here.Controls.Select(node => node.Name));
        Assert.Equal("control-1", here.Console?.Name);
        Assert.Equal(new EtcdNode(new Uri("http://127.0.0.1:12379/")) { Name = "etcd-1", Port = 12379, PeerPort = 12380 }, Assert.Single(here.Etcd));
        Assert.Equal(["console http://127.0.0.1:7070", "control-2 http://127.0.0.1:7071"], here.Addresses().Select(address => $"{address.Key} {address.Value}"));

        SiteTopology elsewhere = Read($$"""{ "name": "a", "etcd": ["http://10.0.0.7:2379"], {{Controls}} }""");
        Assert.False(Assert.Single(elsewhere.Etcd).IsOurs);

        Assert.Equal(
            ["etcd: is missing; several processes with the role 'control' keep one config only by a log that they share (docs/guide/cluster.md)"],
            TopologyFile.Parse($$"""{ "name": "a", {{Controls}} }""", "f.json").Faults);
        Assert.Equal(
            ["etcd[0]: must be an address such as http://10.0.0.7:2379, was '10.0.0.7:2379'", "etcd[0].peerPort: port 7071 is taken by etcd[1].port"],
            TopologyFile.Parse("""{ "name": "a", "etcd": ["10.0.0.7:2379", { "name": "e1", "port": 7070, "peerPort": 7071 }, { "name": "e2", "port": 7071, "peerPort": 7072 }] }""", "f.json").Faults.Where(fault => fault.StartsWith("etcd[", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("local.json", 1)]
    [InlineData("before.json", 1)]
    [InlineData("cluster.json", 2)]
    public void What_is_deployed_has_no_fault(string file, int controls) =>
        Assert.Equal(controls, TopologyFile.Load(Path.Combine(RepositoryRoot(), "deploy", file)).Controls.Count());

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("[1]", "name: is missing")]
    [InlineData("{\"name\":\"a\",\"processes\":[{\"name\":\"watchdog\",\"role\":\"mall\",\"listen\":\"127.0.0.1:1\"}]}", "'watchdog' is taken by the watchdog itself")]
    public void A_broken_file_is_refused_with_a_reason(string json, string reason) =>
        Assert.Contains(TopologyFile.Parse(json, "f.json").Faults, fault => fault.Contains(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("", "2026-11-11", "2026-11-11")]
    [InlineData("", "2026-11-12", "2027-11-11")]
    [InlineData(", \"saleDay\": \"2026-06-18\"", "2026-11-12", "2026-06-18")]
    public void The_sale_is_on_its_day_or_on_the_next_eleventh_of_November(string setting, string today, string day)
    {
        (SiteTopology topology, IReadOnlyList<string> faults) = TopologyFile.Parse($$"""{ "name": "a" {{setting}} }""", "f.json");
        Assert.Empty(faults);
        Assert.Equal(DateOnly.Parse(day, CultureInfo.InvariantCulture), topology.SaleDayAfter(DateOnly.Parse(today, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_sale_day_that_is_none_is_refused() => Assert.Equal(
        ["saleDay: must be a day such as 2026-11-11, was '11.11.'"], TopologyFile.Parse("""{ "name": "a", "saleDay": "11.11." }""", "f.json").Faults);

    [Fact]
    public void A_missing_file_is_named()
    {
        var refused = Assert.Throws<TopologyException>(() => TopologyFile.Load("/nowhere/site.json"));
        Assert.Equal("/nowhere/site.json can't be used:\n  there is no such file", refused.Message);
    }

    [Fact]
    public void Any_damage_to_the_file_is_reported_and_never_thrown()
    {
        const int Seed = 20261111;
        var random = new Random(Seed);
        string whole = File.ReadAllText(Path.Combine(RepositoryRoot(), "deploy", "local.json"));
        for (int i = 0; i < 2000; i++)
        {
            char[] damaged = whole.ToCharArray();
            for (int hits = random.Next(1, 4); hits > 0; hits--)
            {
                damaged[random.Next(damaged.Length)] = "{}[]\",:0a-"[random.Next(10)];
            }
            try
            {
                TopologyFile.Parse(new string(damaged), "f.json");
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {Seed}, round {i}: {e}\n{new string(damaged)}");
            }
        }
    }

    private static SiteTopology Read(string json)
    {
        (SiteTopology topology, IReadOnlyList<string> faults) = TopologyFile.Parse(json, "/site/local.json");
        Assert.Empty(faults);
        return topology;
    }

    private static string RepositoryRoot()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Seawall.slnx")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }
        return directory;
    }
}
