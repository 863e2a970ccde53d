namespace Seawall.Topology;

/// <summary>What runs where: instances, gates and processes of one site, as read by <see cref="TopologyFile"/>.</summary>
public sealed record SiteTopology
{
    /// <summary>The name of the process that watches the others; no entry of a topology may have it.</summary>
    public const string WatchdogName = "watchdog";

    public required string Name { get; init; }

    /// <summary>The file it was read from, absolute.</summary>
    public required string Path { get; init; }

    public IReadOnlyList<PostgresNode> Postgres { get; init; } = [];

    public IReadOnlyList<RedisNode> Redis { get; init; } = [];

    /// <summary>The etcd members that order the writes of several control centers; empty where there is one control center.</summary>
    public IReadOnlyList<EtcdNode> Etcd { get; init; } = [];

    public GateNode Gate { get; init; } = new();

    public IReadOnlyList<ProcessNode> Processes { get; init; } = [];

    /// <summary>Where the watchdog tells its figures and those of the databases and caches; null for nowhere.</summary>
    public HostPort? Watchdog { get; init; }

    /// <summary>True for a site whose services ask no config center: every switch is on, nothing is limited, and nothing can be turned off.</summary>
    public bool WithoutConfig { get; init; }

    /// <summary>True for a site that may be broken on purpose; faults are refused on any other.</summary>
    public bool Drills { get; init; }

    /// <summary>The day that everything is prepared for; due dates count from it. Null means the next eleventh of November.</summary>
    public DateOnly? SaleDay { get; init; }

    /// <summary>The sale's day as of today: the one that is set, else the next eleventh of November.</summary>
    public DateOnly SaleDayAfter(DateOnly today)
    {
        var thisYear = new DateOnly(today.Year, 11, 11);
        return SaleDay ?? (today > thisYear ? thisYear.AddYears(1) : thisYear);
    }

    /// <summary>The topology with what was added to it and without what was stopped; an instance of a process that it does not have is left out.</summary>
    public SiteTopology With(AddedInstances instances)
    {
        IEnumerable<ProcessNode> InstancesOf(ProcessNode process) => instances.Added.Where(added => added.Of == process.Name && Process(added.Name) is null)
            .Select(added => HostPort.TryParse(added.Listen, out HostPort listen) ? process with { Name = added.Name, Listen = listen, Service = process.Name } : null)
            .OfType<ProcessNode>();
        return this with { Processes = [.. Processes.SelectMany(process => InstancesOf(process).Prepend(process)).Where(process => !instances.Stopped.Contains(process.Name))] };
    }

    /// <summary>The instance that holds the schema of a business, or null when no instance does.</summary>
    public PostgresNode? PostgresOf(string business) => Postgres.FirstOrDefault(node => node.Businesses.Contains(business));

    /// <summary>The cache of a business, or null when it has none.</summary>
    public RedisNode? RedisOf(string business) => Redis.FirstOrDefault(node => node.Businesses.Contains(business));

    /// <summary>The process that hosts a business, or null.</summary>
    public ProcessNode? ProcessOf(string business) => Processes.FirstOrDefault(process => process.Businesses.Contains(business));

    public ProcessNode? Process(string name) => Processes.FirstOrDefault(process => process.Name == name);

    /// <summary>The instance that replays run against, or null.</summary>
    public PostgresNode? TestSite => Postgres.FirstOrDefault(node => node.TestSite);

    /// <summary>Where SQL goes: the gates' shared address, or null when the site has no gate.</summary>
    public HostPort? GateAddress => Processes.FirstOrDefault(process => process.Role == ProcessNode.GateRole)?.Listen;

    /// <summary>The process with the console, the first where there are several; null when the site has none.</summary>
    public ProcessNode? Console => Controls.FirstOrDefault();

    /// <summary>All nodes of the control center.</summary>
    public IEnumerable<ProcessNode> Controls => Processes.Where(process => process.Role == ProcessNode.ControlRole);

    /// <summary>What a person wants to open or connect to, by name.</summary>
    public IReadOnlyDictionary<string, string> Addresses()
    {
        var addresses = new Dictionary<string, string>();
        if (ProcessOf("web") is { } web)
        {
            addresses["storefront"] = $"http://{web.Listen}";
        }
        foreach (ProcessNode console in Controls)
        {
            addresses[console == Console ? "console" : console.Name] = $"http://{console.Listen}";
        }
        if (GateAddress is { } gate)
        {
            addresses["gate"] = gate.ToString();
        }
        foreach (PostgresNode node in Postgres.Where(node => !node.OnDemand))
        {
            addresses[node.Name] = $"127.0.0.1:{node.Port}";
        }
        return addresses;
    }
}

/// <summary>A private PostgreSQL instance; it holds one database of the same name and a schema for each of its businesses.</summary>
public sealed record PostgresNode(string Name, int Port)
{
    public IReadOnlyList<string> Businesses { get; init; } = [];

    /// <summary>Not started by <c>up</c> but by the command that needs it.</summary>
    public bool OnDemand { get; init; }

    public bool TestSite { get; init; }

    /// <summary>Logs every statement as csv; off when unset.</summary>
    public bool CsvLog { get; init; }

    /// <summary>Enough for 128 lanes, their checks, and what an administrator opens beside them.</summary>
    public const int TestSiteConnections = 400;

    public int MaxConnections { get; init; } = 200;

    /// <summary>Megabytes of buffer pool.</summary>
    public int SharedBuffers { get; init; } = 128;
}

/// <summary>A private Redis server, used as cache by its businesses.</summary>
public sealed record RedisNode(string Name, int Port)
{
    public IReadOnlyList<string> Businesses { get; init; } = [];

    /// <summary>Megabytes it may hold before it evicts the least recently used keys.</summary>
    public int MaxMemory { get; init; } = 128;
}

/// <summary>A member of the site's etcd: either one that the watchdog runs on this machine, with a name and two ports, or one that runs elsewhere, with its address.</summary>
public sealed record EtcdNode(Uri Client)
{
    /// <summary>Its name as a service of the site; empty for one that runs elsewhere.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where the control centers ask it.</summary>
    public int Port { get; init; }

    /// <summary>Where the other members ask it.</summary>
    public int PeerPort { get; init; }

    public bool IsOurs => Name.Length > 0;
}

/// <summary>What all gates of the site share.</summary>
public sealed record GateNode
{
    /// <summary>Captures hold bound values in clear instead of masked tokens; right only for seeded data.</summary>
    public bool CaptureClear { get; init; }
}

/// <summary>One process of the site: a role of the program with what it hosts and where it listens.</summary>
public sealed record ProcessNode(string Name, string Role, HostPort Listen)
{
    public const string GateRole = "gate";

    public const string ControlRole = "control";

    /// <summary>Where a gate's admin interface listens; null for other roles.</summary>
    public HostPort? Admin { get; init; }

    public IReadOnlyList<string> Businesses { get; init; } = [];

    /// <summary>What it is one instance of: the process of the topology that it was added to; its own name for that one.</summary>
    public string Service
    {
        get => field ?? Name;
        init;
    }

    /// <summary>The most database connections of each business it hosts.</summary>
    public int Pool { get; init; } = 2;

    /// <summary>Answers 200 when the process can serve.</summary>
    public Uri HealthUrl => new($"http://{Admin ?? Listen}/health");
}

/// <summary>An address to listen on or connect to; IPv6 hosts stand in brackets.</summary>
public readonly record struct HostPort(string Host, int Port)
{
    public static bool TryParse(string text, out HostPort address)
    {
        address = default;
        int colon = text.LastIndexOf(':');
        if (colon <= 0
            || !int.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535)
        {
            return false;
        }
        string host = text[..colon];
        if (Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown || (host.Contains(':') && host[0] != '['))
        {
            return false;
        }
        address = new HostPort(host, port);
        return true;
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
