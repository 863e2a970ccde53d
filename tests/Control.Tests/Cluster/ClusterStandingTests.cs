using Seawall.Control.Config.Replication;
using Seawall.Control.Push.Peers;
using static Seawall.Control.Tests.StoreFolder;

namespace Seawall.Control.Tests.Cluster;

/// <summary>Whom a node may serve: nobody is ever sent back by a node that can't know the head.</summary>
public sealed class ClusterStandingTests : IDisposable
{
    private readonly FaultyLog _log = new(new Random(1));
    private readonly ClusterNode _a;
    private readonly ClusterNode _b;

    public ClusterStandingTests() => (_a, _b) = (new ClusterNode(_log, "a"), new ClusterNode(_log, "b"));

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task The_only_node_serves_always() => Assert.True(await new ClusterStanding(null, null).MayServeAsync(() => false, default));

    [Fact]
    public async Task A_client_that_is_ahead_is_served_once_the_node_caught_up()
    {
        await _a.Store.PublishAsync(Request(Item("x", 1)), default);
        Assert.True(await Standing(_b).MayServeAsync(() => _b.Store.Current.Revision >= 1, default));
        Assert.Equal(1, _b.Store.Current.Revision);
    }

    [Fact]
    public async Task Without_the_log_a_client_that_is_ahead_is_asked_to_come_again_and_one_that_is_not_is_served()
    {
        await _a.Store.PublishAsync(Request(Item("x", 1)), default);
        await _b.Store.CatchUpAsync(default);
        await _a.Store.PublishAsync(Request(Item("x", 2)), default);
        _b.Restart(() => new SilentLog());
        Assert.False(await Standing(_b).MayServeAsync(() => _b.Store.Current.Revision >= 2, default));
        Assert.True(await Standing(_b).MayServeAsync(() => _b.Store.Current.Revision >= 1, default));
    }

    [Fact]
    public async Task An_empty_node_that_never_heard_the_log_serves_nobody()
    {
        _b.Restart(() => new SilentLog());
        Assert.False(await Standing(_b).MayServeAsync(() => true, default));
    }

    [Fact]
    public async Task A_node_that_differs_serves_nobody()
    {
        await _a.Store.PublishAsync(Request(Item("x", 1)), default);
        _a.Replica.Stop("it differs");
        Assert.True(Standing(_a).Stopped);
        Assert.False(await Standing(_a).MayServeAsync(() => true, default));
    }

    private static ClusterStanding Standing(ClusterNode node) => new(node.Store, node.Replica);

    /// <summary>A log of which no quorum answers.</summary>
    private sealed class SilentLog : IConfigLog
    {
        public Task<Appended> AppendAsync(long index, byte[] entry, CancellationToken cancellationToken) => Task.FromResult(Appended.NotKept);

        public Task<IReadOnlyList<LoggedEntry>> ReadAsync(long after, CancellationToken cancellationToken) => throw new ConfigLogException("no quorum");

        public Task WatchAsync(Action changed, CancellationToken cancellationToken) => throw new ConfigLogException("no quorum");
    }
}
