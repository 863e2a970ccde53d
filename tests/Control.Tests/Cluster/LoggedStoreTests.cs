using Seawall.Control.Config;
using Seawall.Control.Config.Replication;
using Seawall.Control.Operators;
using Seawall.Control.Tests.Config;
using static Seawall.Control.Tests.StoreFolder;

namespace Seawall.Control.Tests.Cluster;

public sealed class LoggedStoreTests : IDisposable
{
    private readonly FaultyLog _log = new(new Random(1));
    private readonly List<ClusterNode> _nodes = [];

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    [Fact]
    public async Task What_one_node_publishes_the_other_has_when_it_caught_up()
    {
        var (a, b) = (Node("a"), Node("b"));
        Assert.Equal(new PublishOutcome.Published(1), await a.Store.PublishAsync(Request(Item("x", 1)), default));
        Assert.Equal(0, b.Store.Current.Revision);
        await b.Store.CatchUpAsync(default);
        Assert.Equal(a.Store.Current.Digest, b.Store.Current.Digest);
        Assert.Equal(await a.KeptAsync(), await b.KeptAsync());
    }

    [Fact]
    public async Task A_publish_that_was_decided_on_an_older_state_is_decided_anew()
    {
        var (a, b) = (Node("a"), Node("b"));
        await a.Store.PublishAsync(Request(Item("x", 1)), default);
        Assert.Equal(new PublishOutcome.Published(2), await b.Store.PublishAsync(Request(Item("y", 1)), default));
        await b.Store.PublishAsync(Request(Item("x", 2)), default);
        // What it expects of x does not hold any more, which this node does not know yet.
        var conflicted = Assert.IsType<PublishOutcome.Conflicted>(await a.Store.PublishAsync(Request(Item("x", 3, expected: 1)), default));
        Assert.Equal(3, Assert.Single(conflicted.Conflicts).Actual);
    }

    [Fact]
    public async Task A_proposal_of_one_node_is_approved_at_the_other_and_persons_are_known_to_both()
    {
        var (a, b) = (Node("a"), Node("b"));
        var waits = Assert.IsType<PublishOutcome.Waits>(await a.Desk.PublishAsync(Request(new WantedChange("switch/trade.order", Flags.Of("G0"))), new Person("ann", OperatorLevel.Operator), default));
        var (token, _) = await a.Persons.AddAsync("carl", OperatorLevel.Viewer, "new here", new Person("bob", OperatorLevel.Approver), null, default);
        await b.Store.CatchUpAsync(default);
        Assert.Equal(new PublishOutcome.Published(1), await b.Desk.ApproveAsync(waits.Proposal, "agreed", new Person("bob", OperatorLevel.Approver), null, default));
        Assert.Equal("carl", b.Operators.Find(token!)!.Name);
        await a.Store.CatchUpAsync(default);
        Assert.Equal(await a.KeptAsync(), await b.KeptAsync());
    }

    [Fact]
    public async Task An_empty_node_is_filled_from_the_log()
    {
        var a = Node("a");
        for (var i = 1; i <= 30; i++)
            await a.Store.PublishAsync(Request(Item("x", i)), default);
        var late = Node("late");
        await late.Store.CatchUpAsync(default);
        Assert.Equal(await a.KeptAsync(), await late.KeptAsync());
    }

    [Fact]
    public async Task What_a_node_kept_while_it_was_alone_becomes_the_first_entry()
    {
        using var alone = new StoreFolder();
        await alone.SetAsync(Item("x", 1));
        await alone.SetAsync(Item("x", 2), Item("y", 1));
        alone.Store.Dispose();
        var (a, b) = (Node("a"), Node("b"));
        a.Store.Dispose();
        File.Copy(alone.Path, a.Path, overwrite: true);
        a.Restart();
        Assert.Equal(new PublishOutcome.Published(3), await a.Store.PublishAsync(Request(Item("x", 3)), default));
        await b.Store.CatchUpAsync(default);
        Assert.Equal(await a.KeptAsync(), await b.KeptAsync());
        Assert.Null(await b.History.VerifyAsync(default));
    }

    [Fact]
    public async Task A_node_with_another_history_stops_and_says_why()
    {
        using var alone = new StoreFolder();
        await alone.SetAsync(Item("x", 1));
        alone.Store.Dispose();
        var (a, b) = (Node("a"), Node("b"));
        await a.Store.PublishAsync(Request(Item("x", 5)), default);
        b.Store.Dispose();
        File.Copy(alone.Path, b.Path, overwrite: true);
        b.Restart();
        await Assert.ThrowsAsync<ConfigLogException>(() => b.Store.CatchUpAsync(default));
        Assert.Contains("a history of its own", b.Replica.Stopped, StringComparison.Ordinal);
        Assert.IsType<PublishOutcome.NotKept>(await b.Store.PublishAsync(Request(Item("x", 6)), default));
    }

    [Fact]
    public async Task A_node_ahead_of_a_log_that_was_put_back_stops_and_says_why()
    {
        var a = Node("a");
        await a.Store.PublishAsync(Request(Item("x", 1)), default);
        await a.Store.PublishAsync(Request(Item("x", 2)), default);
        _log.Forget();
        await a.Store.VerifyPositionAsync(default);
        Assert.Contains("no entry 2 any more", a.Replica.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_was_not_sealed_by_this_site_stops_the_node()
    {
        var a = Node("a");
        await _log.AppendAsync(1, new EntrySeal("another secret", "tests").Seal(1, "{}"u8.ToArray()), default);
        await Assert.ThrowsAsync<ConfigLogException>(() => a.Store.CatchUpAsync(default));
        Assert.Contains("not written with this site's secret", a.Replica.Stopped, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "site")]
    [InlineData(1, "other")]
    public void A_sealed_entry_opens_at_its_place_of_its_site_only(long index, string site)
    {
        var seal = new EntrySeal("secret", "site");
        var bytes = seal.Seal(1, "what was done"u8.ToArray());
        Assert.Equal("what was done"u8.ToArray(), seal.Open(1, bytes));
        Assert.Null(new EntrySeal("secret", site).Open(index, bytes));
        bytes[^1] ^= 1;
        Assert.Null(seal.Open(1, bytes));
    }

    private ClusterNode Node(string name)
    {
        var node = new ClusterNode(_log, name);
        _nodes.Add(node);
        return node;
    }
}
