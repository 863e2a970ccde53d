using System.Text;
using Seawall.Redis.Resp;

namespace Seawall.Redis.Tests;

public sealed class CommandTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_typed_command_does_what_its_name_says_in_both_protocols(int protocol)
    {
        await using var client = await RedisClient.ConnectAsync(redis.Options with { Protocol = protocol, Database = protocol }, None);

        Assert.True(await client.PingAsync(None));
        Assert.Null(await client.GetAsync("a", None));
        Assert.True(await client.SetAsync("a", "1"));
        Assert.False(await client.SetAsync("a", "2", null, onlyIfAbsent: true, None));
        Assert.True(await client.SetAsync("b", new byte[] { 0, 13, 10, 255 }, TimeSpan.FromMinutes(1), onlyIfAbsent: true, None));
        Assert.Equal([0, 13, 10, 255], await client.GetAsync("b", None));
        Assert.Equal("1", await client.TextAsync("a"));
        Assert.Equal(["1", null], (await client.GetManyAsync(["a", "none"], None)).Select(v => v is null ? null : Encoding.UTF8.GetString(v)));
        Assert.Equal(6, await client.IncrementAsync("a", 5, None));
        Assert.True(await client.ExpireAsync("a", TimeSpan.FromMinutes(1), None));
        Assert.InRange((await client.AskAsync("PTTL", "a")).Integer, 1, 60_000);
        Assert.False(await client.ExpireAsync("none", TimeSpan.FromMinutes(1), None));
        Assert.True(await client.SetFieldAsync("h", "字", "值", None));
        Assert.False(await client.SetFieldAsync("h", "字", 7, None));
        Assert.Equal("7"u8.ToArray(), await client.GetFieldAsync("h", "字", None));
        Assert.Equal(["字"], (await client.GetFieldsAsync("h", None)).Keys);
        Assert.Equal(3, await client.DeleteAsync(["a", "b", "h", "none"], None));
        Assert.Empty(await client.GetFieldsAsync("h", None));

        using (var none = await client.GetLeaseAsync("a", None))
            Assert.True(none.IsNull);
        await client.SetAsync("empty", "");
        using (var empty = await client.GetLeaseAsync("empty", None))
            Assert.Equal((false, 0), (empty.IsNull, empty.Span.Length));
    }

    [Fact]
    public async Task A_raw_reply_is_the_tree_the_server_sent()
    {
        var reply = await redis.Client.AskAsync("EVAL", "return {1, 'two', {3, false}, redis.status_reply('fine')}", 0);

        Assert.Equal(RespKind.Array, reply.Kind);
        Assert.Equal([RespKind.Integer, RespKind.Bulk, RespKind.Array, RespKind.Simple], reply.Items.Select(i => i.Kind));
        Assert.Equal((1L, "two", "fine"), (reply.Items[0].Integer, reply.Items[1].ToString(), reply.Items[3].ToString()));
        Assert.True(reply.Items[2].Items[1].IsNull);
    }

    [Fact]
    public async Task An_error_carries_the_servers_code_and_ends_nothing_else()
    {
        await redis.Client.SetAsync("text", "x");
        var wrong = await Assert.ThrowsAsync<RedisException>(async () => await redis.Client.GetFieldAsync("text", "f", None));
        Assert.Equal("WRONGTYPE", wrong.Code);

        // A reply of another kind than the command has fails its own call only.
        var before = redis.Client.State;
        await Assert.ThrowsAsync<RedisProtocolException>(async () => await redis.Client.SendAsync(["GET", "text"], Replies.Integer, null, None));
        Assert.Equal("x", await redis.Client.TextAsync("text"));
        Assert.Same(before, redis.Client.State);
    }

    [Fact]
    public async Task A_script_unknown_to_the_server_is_sent_once_and_known_by_its_hash_then()
    {
        var script = new RedisScript($"return {{KEYS[1], ARGV[1]}} -- {Guid.CreateVersion7()}");
        Assert.Equal(0, (await redis.Client.AskAsync("SCRIPT", "EXISTS", script.Sha1)).Items[0].Integer);

        for (var i = 0; i < 2; i++)
        {
            var result = await redis.Client.EvaluateAsync(script, ["k"], [i], None);
            Assert.Equal(["k", $"{i}"], result.Items.Select(v => v.ToString()));
            Assert.Equal(1, (await redis.Client.AskAsync("SCRIPT", "EXISTS", script.Sha1)).Items[0].Integer);
        }

        await redis.Client.AskAsync("SCRIPT", "FLUSH");
        Assert.Equal("k", (await redis.Client.EvaluateAsync(script, ["k"], ["again"], None)).Items[0].ToString());
    }

    [Fact]
    public async Task A_value_of_several_megabytes_comes_back_whole_among_small_ones()
    {
        var seed = Random.Shared.Next();
        var large = new byte[5_000_000];
        new Random(seed).NextBytes(large);

        await redis.Client.SetAsync("large", large);
        var small = Enumerable.Range(0, 100).Select(i => redis.Client.AskAsync("ECHO", i).AsTask()).ToArray();
        var back = await redis.Client.GetAsync("large", None);

        Assert.True(large.AsSpan().SequenceEqual(back), $"seed {seed}");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), (await Task.WhenAll(small)).Select(v => v.ToString()));
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_with_every_fault_named()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new RedisClient(new RedisClientOptions { Port = 0, Protocol = 4, CommandTimeout = TimeSpan.Zero }));
        Assert.Contains("Port: must be 1..65535, was 0; Protocol: must be 2 or 3, was 4; CommandTimeout: must be", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_show_the_address_and_never_the_password() =>
        Assert.Equal("cache:7000", new RedisClientOptions { Host = "cache", Port = 7000, Password = "secret" }.ToString());
}
