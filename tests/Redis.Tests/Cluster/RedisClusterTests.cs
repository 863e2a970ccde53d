using System.Text;
using Seawall.Redis.Cluster;
using Seawall.Testing;

namespace Seawall.Redis.Tests.Cluster;

public sealed class RedisClusterTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("123456789", 0x31C3)]
    [InlineData("foo{bar}baz", 5061)]
    [InlineData("bar", 5061)]
    [InlineData("foo", 12182)]
    public void A_slot_is_the_specifications(string key, int slot) => Assert.Equal(slot, ClusterSlot.Of(key));

    [Fact]
    public void Only_the_first_braces_with_something_in_them_count()
    {
        Assert.Equal(ClusterSlot.Of("{user1000}.following"), ClusterSlot.Of("{user1000}.followers"));
        Assert.NotEqual(ClusterSlot.Of("foo{}{bar}"), ClusterSlot.Of("bar"));
        Assert.Equal(ClusterSlot.Of("foo{{bar}}zap"), ClusterSlot.Of("{bar"));
        Assert.Equal(ClusterSlot.Of("foo{bar}{zap}"), ClusterSlot.Of("bar"));
    }

    [Theory]
    [InlineData("MOVED 3999 127.0.0.1:6381", false, "127.0.0.1", 6381)]
    [InlineData("ASK 0 ::1:6381", true, "::1", 6381)]
    [InlineData("MOVED 1 :6381", false, "", 6381)]
    public void A_redirect_says_where_and_whether_for_good(string error, bool isAsk, string host, int port) =>
        Assert.Equal(new Redirect(isAsk, host, port), Redirect.Of(error));

    [Theory]
    [InlineData("ERR MOVED")]
    [InlineData("MOVED 16384 127.0.0.1:1")]
    [InlineData("MOVED 1 127.0.0.1")]
    [InlineData("MOVED 1 127.0.0.1:70000")]
    public void Another_error_is_no_redirect(string error) => Assert.Null(Redirect.Of(error));

    [Fact]
    public async Task Commands_find_their_node_follow_a_slot_on_the_move_and_one_that_has_moved()
    {
        await using var nodes = await PrivateCluster.StartAsync();
        await using var cluster = await RedisCluster.ConnectAsync(nodes.Options, [("127.0.0.1", FreePort.Next()), nodes.Addresses[0]], None);
        Assert.Equal(4, cluster.Nodes);

        // Every node gets some; each value tells its key.
        for (var i = 0; i < 100; i++)
            await cluster.SetAsync($"key{i}", $"value of key{i}");
        for (var i = 0; i < 100; i++)
            Assert.Equal($"value of key{i}", await cluster.TextAsync($"key{i}"));
        foreach (var node in nodes.Clients)
            Assert.NotEqual(0, (await node.AskAsync("DBSIZE")).Integer);
        Assert.Equal(ClusterSlot.Of("{字}x"), (await nodes.Clients[0].AskAsync("CLUSTER", "KEYSLOT", "{字}x")).Integer);
        await cluster.SetAsync("{t}1", "a");
        await cluster.SetAsync("{t}2", "b");
        Assert.Equal(["a", "b"], (await cluster.GetManyAsync(["{t}1", "{t}2"], None)).Select(v => Encoding.UTF8.GetString(v!)));
        Assert.Equal("CROSSSLOT", (await Assert.ThrowsAsync<RedisException>(async () => await cluster.GetManyAsync(["foo", "bar"], None))).Code);
        Assert.Equal("1", (await cluster.EvaluateAsync(new RedisScript("return redis.call('INCR', KEYS[1])"), ["counter"], [], None)).ToString());

        // foo is of slot 12182, the third node's; it moves to the first.
        await cluster.SetAsync("foo", "moves");
        var (from, to) = (nodes.Clients[2], nodes.Clients[0]);
        var (fromId, toId) = ((await from.AskAsync("CLUSTER", "MYID")).ToString()!, (await to.AskAsync("CLUSTER", "MYID")).ToString()!);
        await to.AskAsync("CLUSTER", "SETSLOT", 12182, "IMPORTING", fromId);
        await from.AskAsync("CLUSTER", "SETSLOT", 12182, "MIGRATING", toId);
        Assert.Equal("moves", await cluster.TextAsync("foo"));
        await from.AskAsync("MIGRATE", "127.0.0.1", nodes.Addresses[0].Port, "foo", 0, 5000, "AUTH", nodes.Options.Password!);
        Assert.Equal("moves", await cluster.TextAsync("foo"));
        await cluster.SetAsync("foo", "asked");
        Assert.Equal("MOVED", (await Assert.ThrowsAsync<RedisException>(async () => await to.TextAsync("foo"))).Code);

        await to.AskAsync("CLUSTER", "SETSLOT", 12182, "NODE", toId);
        await from.AskAsync("CLUSTER", "SETSLOT", 12182, "NODE", toId);
        Assert.Equal("asked", await cluster.TextAsync("foo"));
    }

    [Fact]
    public async Task A_server_that_is_no_cluster_says_so()
    {
        await using var server = await PrivateRedis.StartAsync();
        var failure = await Assert.ThrowsAsync<RedisException>(() => RedisCluster.ConnectAsync(RedisFixture.OptionsOf(server), [("127.0.0.1", server.Port)], None));
        Assert.Equal("ERR This instance has cluster support disabled", failure.Message);
    }
}
