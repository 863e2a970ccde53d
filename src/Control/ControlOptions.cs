using Seawall.Control.Config.Etcd;

namespace Seawall.Control;

/// <summary>What a console is set up with.</summary>
public sealed record ControlOptions
{
    /// <summary>The secret that sign-in links are made and proved with; whoever reads it can sign in.</summary>
    public required string SignInSecret { get; init; }

    /// <summary>Folder of the keys that sign forms, closed to other users.</summary>
    public required DirectoryInfo FormKeys { get; init; }

    /// <summary>Folder of what the control center keeps: the config, who its operators are. Closed to other users; made when it is not there.</summary>
    public required DirectoryInfo Data { get; init; }

    /// <summary>The other nodes and the log they share; null for the only node.</summary>
    public ClusterOptions? Cluster { get; init; }

    /// <summary>How long somebody stays signed in; 12 hours by default.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Offset from UTC of the times and days that pages show; +8 hours by default.</summary>
    public TimeSpan Zone { get; init; } = TimeSpan.FromHours(8);
}
