namespace Seawall.Control.Push.Peers;

/// <summary>The whole fleet, wherever its streams are: what this node knows, and what the others said last.</summary>
internal sealed class FleetBook(InstanceBook own, PeerWatch peers) : IInstances
{
    public FleetView Look() => Join(own.Look(), peers.Seen);

    /// <summary>
    /// An instance that two nodes know is where it is connected, else where it acknowledged most. What a node that does not answer said of its streams is not true any
    /// more: they are lost until another node has them.
    /// </summary>
    internal static FleetView Join(FleetView own, IEnumerable<PeerSeen> peers)
    {
        var all = own.Instances.ToDictionary(instance => (instance.Service, instance.Instance));
        foreach (var peer in peers)
        {
            foreach (var told in peer.View?.Instances ?? [])
            {
                var instance = Here(own.Revision, peer.Answers ? told : told with { Connected = false, Straggles = true });
                if (!all.TryGetValue((told.Service, told.Instance), out var known) || IsNearer(instance, known))
                    all[(told.Service, told.Instance)] = instance;
            }
        }
        InstanceView[] sorted = [.. all.Values.OrderBy(i => i.Service, StringComparer.Ordinal).ThenBy(i => i.Instance, StringComparer.Ordinal)];
        return new FleetView(
            own.Revision, sorted.Length, sorted.Count(i => i.Connected),
            sorted.Count(i => i is { Connected: true, Acked: { } acked, Differs: false, Faults: [] } && acked >= own.Revision), [.. sorted.Where(i => i.Straggles)], sorted);
    }

    private static InstanceView Here(long revision, InstanceView told) => told with { Lag = Math.Max(0, revision - (told.Acked ?? 0)) };

    private static bool IsNearer(InstanceView other, InstanceView known) =>
        other.Connected != known.Connected ? other.Connected : (other.Acked ?? -1) > (known.Acked ?? -1);
}
