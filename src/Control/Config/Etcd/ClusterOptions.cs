namespace Seawall.Control.Config.Etcd;

/// <summary>What makes a control center one node of several; unset, it is the only one and its own disk orders its writes.</summary>
public sealed record ClusterOptions
{
    /// <summary>This node's name, unlike every other's.</summary>
    public required string Node { get; init; }

    /// <summary>The site's name: several sites may share an etcd.</summary>
    public required string Site { get; init; }

    /// <summary>What entries of the log are sealed with; the same on every node.</summary>
    public required string Secret { get; init; }

    /// <summary>Client addresses of etcd's members, such as <c>http://127.0.0.1:2379</c>.</summary>
    public required IReadOnlyList<Uri> Etcd { get; init; }

    /// <summary>Addresses of the other nodes.</summary>
    public IReadOnlyList<Uri> Peers { get; init; } = [];
}
