using System.Globalization;

namespace Seawall.Topology;

/// <summary>How one member of a site's etcd is laid out.</summary>
public sealed record EtcdOptions
{
    public required string Name { get; init; }

    /// <summary>The site's name: members of another site's etcd are no members of this one.</summary>
    public required string Site { get; init; }

    /// <summary>All members, this one among them; a majority of them must run for anything to be published.</summary>
    public required IReadOnlyList<EtcdNode> Members { get; init; }

    /// <summary>Holds the member's data; without it the member has forgotten what it agreed to and must not come back under its name.</summary>
    public required string Directory { get; init; }

    public required string LogFile { get; init; }
}

/// <summary>A private etcd member owned by Seawall, on 127.0.0.1 only. It asks for no password: what is in it is sealed with the site's secret.</summary>
public sealed class EtcdInstance(EtcdOptions options)
{
    public const string Program = "etcd";

    // A revision of thousands of values is far below it; etcd's own bound is 1.5 MB.
    private const int MostRequestBytes = 8 << 20;

    public string Name => options.Name;

    /// <summary>Answers 200 when the process serves, with or without a quorum.</summary>
    public Uri VersionUrl => new(Own.Client, "/version");

    private EtcdNode Own => options.Members.First(member => member.Name == options.Name);

    public Task InitAsync(CancellationToken ct)
    {
        PrivateFiles.CreateDirectory(options.Directory);
        return Task.CompletedTask;
    }

    /// <summary>What runs the member in the foreground.</summary>
    public DetachedCommand Command() => new(
        Program,
        [
            "--name", options.Name,
            "--data-dir", Path.Combine(options.Directory, "data"),
            "--listen-client-urls", At(Own.Port), "--advertise-client-urls", At(Own.Port),
            "--listen-peer-urls", At(Own.PeerPort), "--initial-advertise-peer-urls", At(Own.PeerPort),
            "--initial-cluster", string.Join(',', options.Members.Select(member => $"{member.Name}={At(member.PeerPort)}")),
            "--initial-cluster-token", options.Site,
            "--initial-cluster-state", "new",
            "--auto-compaction-retention", "1h",
            "--max-request-bytes", MostRequestBytes.ToString(CultureInfo.InvariantCulture),
            "--logger", "zap", "--log-level", "warn",
        ],
        options.LogFile);

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
