using Seawall.Control.Push;
using Seawall.Control.Push.Peers;

namespace Seawall.Control.Tests.Cluster;

public sealed class FleetBookTests
{
    private static readonly Uri Peer = new("http://127.0.0.1:7271");

    [Fact]
    public void Instances_of_all_nodes_are_one_fleet_before_this_nodes_revision()
    {
        var fleet = FleetBook.Join(Own(9, At("shop", 9)), [Told(true, At("cart", 8), At("trade", 9))]);
        Assert.Equal((9, 3, 3, 2), (fleet.Revision, fleet.Known, fleet.Connected, fleet.AtHead));
        Assert.Equal(1, fleet.Instances.Single(instance => instance.Service == "cart").Lag);
    }

    [Fact]
    public void An_instance_that_moved_is_where_its_stream_is()
    {
        var gone = At("shop", 5) with { Connected = false, Straggles = true };
        Assert.Equal(1, FleetBook.Join(Own(9, gone), [Told(true, At("shop", 9))]).AtHead);
        Assert.Empty(FleetBook.Join(Own(9, At("shop", 9)), [Told(true, gone)]).Stragglers);
    }

    [Fact]
    public void What_a_node_that_does_not_answer_said_of_its_streams_does_not_count()
    {
        var fleet = FleetBook.Join(Own(9, At("shop", 9)), [Told(false, At("cart", 9))]);
        Assert.Equal((2, 1, 1), (fleet.Known, fleet.Connected, fleet.AtHead));
        Assert.Equal("cart", Assert.Single(fleet.Stragglers).Service);
    }

    [Fact]
    public void Nodes_agree_when_all_answer_and_the_same_entry_is_the_same_everywhere()
    {
        var own = View("a", 7, "1");
        Assert.True(ClusterView.Of(own, [new PeerSeen(Peer, View("b", 7, "1"), true)]).Agree);
        Assert.True(ClusterView.Of(own, [new PeerSeen(Peer, View("b", 6, "0"), true)]).Agree);
        Assert.False(ClusterView.Of(own, [new PeerSeen(Peer, View("b", 7, "2"), true)]).Agree);
        Assert.False(ClusterView.Of(own, [new PeerSeen(Peer, View("b", 7, "1"), false)]).Agree);
        Assert.False(ClusterView.Of(own, [new PeerSeen(Peer, null, false)]).Agree);
        Assert.False(ClusterView.Of(own with { Stopped = "it differs" }, []).Agree);
    }

    private static NodeView View(string node, long index, string digest) => new(node, index, index, digest, "hash" + digest, true, false, null, []);

    private static PeerSeen Told(bool answers, params InstanceView[] instances) => new(Peer, View("b", 9, "1") with { Instances = instances }, answers);

    private static FleetView Own(long revision, params InstanceView[] instances) => new(
        revision, instances.Length, instances.Count(i => i.Connected), 0, [.. instances.Where(i => i.Straggles)], instances);

    private static InstanceView At(string service, long acked) => new(service, service, true, acked, 0, 0, false, false, []);
}
