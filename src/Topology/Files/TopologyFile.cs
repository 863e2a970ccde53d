using System.Text.Json;

namespace Seawall.Topology;

/// <summary>Reads a topology file and reports all of its faults at once, each with its path.</summary>
public static class TopologyFile
{
    private static readonly JsonDocumentOptions _json = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="TopologyException">The file is missing, is not JSON or has faults.</exception>
    public static SiteTopology Load(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new TopologyException(path, ["there is no such file"]);
        }
        (SiteTopology topology, IReadOnlyList<string> faults) = Parse(File.ReadAllText(full), full);
        return faults.Count == 0 ? topology : throw new TopologyException(path, faults);
    }

    internal static (SiteTopology Topology, IReadOnlyList<string> Faults) Parse(string json, string path)
    {
        var faults = new List<string>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, _json);
            SiteTopology topology = Read(new NodeReader(document.RootElement, "", faults), path);
            TopologyRules.Check(topology, faults);
            return (topology, faults);
        }
        catch (JsonException e)
        {
            return (new SiteTopology { Name = "", Path = path }, [$"is not JSON: {e.Message}"]);
        }
    }

    private static SiteTopology Read(NodeReader root, string path)
    {
        var topology = new SiteTopology
        {
            Name = root.Name("name"),
            Path = path,
            Postgres = root.List("postgres", ReadPostgres),
            Redis = root.List("redis", ReadRedis),
            Etcd = root.TextsOrList("etcd", ReadEtcdAddress, ReadEtcd),
            WithoutConfig = root.Flag("withoutConfig"),
            Drills = root.Flag("drills"),
            Gate = root.Section("gate", new GateNode(), gate => new GateNode { CaptureClear = gate.Flag("captureClear") }),
            Processes = root.List("processes", ReadProcess),
            Watchdog = root.Section<HostPort?>("watchdog", null, watchdog => watchdog.Address("listen", required: true)),
            SaleDay = root.Day("saleDay"),
        };
        root.RejectUnknown();
        return topology;
    }

    private static PostgresNode ReadPostgres(NodeReader node) => new(node.Name("name"), node.Number("port", 1, 65535))
    {
        Businesses = node.Names("businesses"),
        OnDemand = node.Flag("onDemand"),
        TestSite = node.Flag("testSite"),
        CsvLog = node.Flag("csvLog"),
        MaxConnections = node.Number("maxConnections", 10, 10_000, fallback: node.Flag("testSite") ? PostgresNode.TestSiteConnections : 200),
        SharedBuffers = node.Number("sharedBuffers", 16, 1_000_000, fallback: 128),
    };

    private static RedisNode ReadRedis(NodeReader node) => new(node.Name("name"), node.Number("port", 1, 65535))
    {
        Businesses = node.Names("businesses"),
        MaxMemory = node.Number("maxMemory", 1, 1_000_000, fallback: 128),
    };

    private static EtcdNode? ReadEtcdAddress(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? client) && client.Scheme is "http" or "https" ? new EtcdNode(client) : null;

    private static EtcdNode ReadEtcd(NodeReader node)
    {
        int port = node.Number("port", 1, 65535);
        return new EtcdNode(new Uri(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")))
        {
            Name = node.Name("name"),
            Port = port,
            PeerPort = node.Number("peerPort", 1, 65535),
        };
    }

    private static ProcessNode ReadProcess(NodeReader node) => new(node.Name("name"), node.Name("role"), node.Address("listen", required: true) ?? default)
    {
        Admin = node.Address("admin", required: false),
        Businesses = node.Names("businesses"),
        Pool = node.Number("pool", 1, 1000, fallback: 2),
    };
}

/// <summary>A topology file that can't be used, with every reason.</summary>
public sealed class TopologyException(string path, IReadOnlyList<string> faults)
    : Exception($"{path} can't be used:\n" + string.Join('\n', faults.Select(fault => "  " + fault)))
{
    public IReadOnlyList<string> Faults => faults;
}
