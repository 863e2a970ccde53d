namespace Seawall.Control.Push.Peers;

/// <summary>How the nodes of the config center stand, seen from one of them.</summary>
/// <param name="Agree">True when every node answers and serves, and those at the same entry of the log hold the same.</param>
public sealed record ClusterView(bool Agree, IReadOnlyList<NodeLine> Nodes)
{
    internal static ClusterView Of(NodeView own, IEnumerable<PeerSeen> peers)
    {
        NodeLine[] nodes =
        [
            NodeLine.Of(own, answers: true),
            .. peers.Select(peer => peer.View is { } view ? NodeLine.Of(view, peer.Answers) : NodeLine.Unheard(peer.Address)).OrderBy(node => node.Node, StringComparer.Ordinal),
        ];
        return new ClusterView(
            nodes.All(node => node is { Answers: true, InTouch: true, Stopped: null }) && nodes.GroupBy(node => node.Index).All(same => same.Select(node => (node.Digest, node.AuditHash)).Distinct().Count() == 1),
            nodes);
    }
}

/// <summary>One node; what it said last, when it does not answer now.</summary>
/// <param name="Index">The entry of the log that it applied last; 0 for the only node of a site.</param>
/// <param name="AuditHash">The hash of its last audit record.</param>
/// <param name="InTouch">Whether a quorum of the log answers it.</param>
/// <param name="Leads">Whether alerts and timers of the site are its work.</param>
/// <param name="Stopped">Why it serves nobody; null when it serves.</param>
/// <param name="Streams">How many instances have their stream there.</param>
public sealed record NodeLine(
    string Node, bool Answers, long Index, long Revision, string Digest, string? AuditHash, bool InTouch, bool Leads, string? Stopped, int Streams)
{
    internal static NodeLine Of(NodeView view, bool answers) => new(
        view.Node.Length == 0 ? "control" : view.Node, answers, view.Index, view.Revision, view.Digest, view.AuditHash, answers && view.InTouch, answers && view.Leads, view.Stopped,
        answers ? view.Instances.Count(instance => instance.Connected) : 0);

    internal static NodeLine Unheard(Uri address) => new(address.Authority, false, 0, 0, "", null, false, false, null, 0);
}
