using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Control.Config.Etcd;
using Seawall.Control.Config.Replication;
using Seawall.Testing;

namespace Seawall.Control.Tests.Cluster;

/// <summary>What is asked of etcd, asked of a real one.</summary>
public sealed class EtcdTests : IAsyncLifetime
{
    private readonly PrivateEtcd _etcd = new(22_050);
    private readonly EtcdClient _client;
    private readonly EtcdLog _log;

    public EtcdTests()
    {
        _client = new EtcdClient([.. _etcd.Nodes.Select(node => node.Client)], TimeProvider.System);
        _log = new EtcdLog(_client, "tests");
    }

    public Task InitializeAsync() => _etcd.StartAsync();

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _etcd.DisposeAsync();
    }

    [Fact]
    public async Task Entries_are_kept_once_in_order_without_gaps_and_read_back_whole()
    {
        Assert.Equal(Appended.Kept, await _log.AppendAsync(1, [1, 2], default));
        // The same bytes again are this node's own, whose answer was lost.
        Assert.Equal(Appended.Kept, await _log.AppendAsync(1, [1, 2], default));
        Assert.Equal(Appended.Taken, await _log.AppendAsync(1, [3], default));
        await Assert.ThrowsAsync<ConfigLogException>(() => _log.AppendAsync(3, [3], default));

        // More than one answer of etcd holds.
        var large = new byte[1 << 20];
        new Random(1).NextBytes(large);
        for (var index = 2; index <= 9; index++)
            Assert.Equal(Appended.Kept, await _log.AppendAsync(index, large, default));
        List<LoggedEntry> all = [];
        while (await _log.ReadAsync(all.Count, default) is { Count: > 0 } page)
            all.AddRange(page);
        Assert.Equal(Enumerable.Range(1, 9).Select(i => (long)i), all.Select(entry => entry.Index));
        Assert.Equal([1, 2], all[0].Bytes);
        Assert.All(all.Skip(1), entry => Assert.Equal(large, entry.Bytes));
        Assert.False((await Assert.ThrowsAsync<ConfigLogException>(() => _log.AppendAsync(10, new byte[12 << 20], default))).Perhaps);
    }

    [Fact]
    public async Task A_watch_tells_of_what_is_appended()
    {
        using var end = new CancellationTokenSource();
        using var told = new SemaphoreSlim(0);
        var watching = _log.WatchAsync(() => told.Release(), end.Token);
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(30)), "told once when the watch stands");
        await _log.AppendAsync(1, [1], default);
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(30)), "told of the entry");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task One_of_two_nodes_leads_and_the_other_follows_when_it_stops()
    {
        using var a = new EtcdLeader(_client, "tests", "a", TimeProvider.System, NullLogger<EtcdLeader>.Instance);
        using var b = new EtcdLeader(_client, "tests", "b", TimeProvider.System, NullLogger<EtcdLeader>.Instance);
        await a.StartAsync(default);
        await Eventually(() => a.IsLeader, "a leads");
        await b.StartAsync(default);
        var term = a.Term;
        await a.StopAsync(default);
        Assert.False(a.IsLeader);
        await Eventually(() => b.IsLeader, "b leads");
        Assert.True(b.Term > term, $"term {b.Term} after {term}");
        await b.StopAsync(default);
    }

    private static Task Eventually(Func<bool> holds, string what) => Push.Eventually.HoldsAsync(what, holds, () => "not yet");
}
