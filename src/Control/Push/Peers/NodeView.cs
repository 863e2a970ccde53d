namespace Seawall.Control.Push.Peers;

/// <summary>What a node of the config center tells the others and whoever asks how the center stands: <c>GET /config/node</c> with the clients' token.</summary>
/// <param name="Index">The entry of the log that it applied last; 0 for the only node.</param>
/// <param name="AuditHash">The hash of its last audit record; null when there is none.</param>
/// <param name="InTouch">Whether a quorum of the log answered lately.</param>
/// <param name="Stopped">Why it serves nobody; null when it serves.</param>
/// <param name="Instances">Those that have or had their stream here.</param>
public sealed record NodeView(
    string Node, long Index, long Revision, string Digest, string? AuditHash, bool InTouch, bool Leads, string? Stopped, IReadOnlyList<InstanceView> Instances);
