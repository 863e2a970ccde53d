using Seawall.Redis.Resp;

namespace Seawall.Redis.Tests.Connections;

public sealed class PipeliningTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Replies_to_many_tasks_are_never_mixed_even_when_some_stop_waiting()
    {
        var seed = Random.Shared.Next();
        await Task.WhenAll(Enumerable.Range(0, 48).Select(task => Task.Run(async () =>
        {
            var random = new Random(seed + task);
            for (var i = 0; i < 300; i++)
            {
                // Every value begins with its key.
                var key = $"{task}:{random.Next(20)}";
                var value = key + "|" + new string('x', random.Next(3) == 0 ? random.Next(20_000) : random.Next(50));
                switch (random.Next(5))
                {
                    case 0:
                        using (var cancel = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(500))))
                        {
                            try
                            {
                                AssertOwn(key, await redis.Client.GetTextAsync(key, cancel.Token));
                            }
                            catch (OperationCanceledException)
                            {
                                // That caller left; its reply must reach nobody else.
                            }
                        }
                        break;
                    case 1:
                        Assert.Equal($"{task}-{i}", (await redis.Client.AskAsync("ECHO", $"{task}-{i}")).ToString());
                        break;
                    case 2:
                        AssertOwn(key, await redis.Client.TextAsync(key));
                        break;
                    default:
                        await redis.Client.SetAsync(key, value);
                        Assert.Equal(value, await redis.Client.TextAsync(key));
                        break;
                }
            }
        }))).SoonAsync($"48 tasks of 300 commands (seed {seed})");

        void AssertOwn(string key, string? value) => Assert.True(value is null || value.StartsWith(key + "|", StringComparison.Ordinal), $"seed {seed}: {key} got {value}");
    }

    [Fact]
    public async Task A_command_that_times_out_leaves_the_order_of_replies_whole()
    {
        await using var other = await RedisClient.ConnectAsync(redis.Options, None);
        await redis.Client.SetAsync("paused", "value");
        await other.AskAsync("CLIENT", "PAUSE", 400, "ALL");

        var late = await Assert.ThrowsAsync<RedisTimeoutException>(
            async () => await redis.Client.SendAsync(["GET", "paused"], Replies.Text, TimeSpan.FromMilliseconds(50), None));
        Assert.Equal($"Redis 127.0.0.1:{redis.Server.Port} did not answer GET in time.", late.Message);
        Assert.False(redis.Client.IsWell);
        Assert.True(redis.Client.IsConnected);

        Assert.Equal("after", (await redis.Client.AskAsync("ECHO", "after")).ToString());
        Assert.True(redis.Client.IsWell);
    }

    [Fact]
    public async Task More_commands_in_flight_than_allowed_are_refused_at_once()
    {
        await using var client = await RedisClient.ConnectAsync(redis.Options with { MaxInFlight = 2 }, None);
        await using var other = await RedisClient.ConnectAsync(redis.Options, None);
        await other.AskAsync("CLIENT", "PAUSE", 300, "ALL");

        var first = client.PingAsync(None).AsTask();
        var second = client.PingAsync(None).AsTask();
        var refused = await Assert.ThrowsAsync<RedisUnavailableException>(async () => await client.PingAsync(None));

        Assert.Equal("2 commands await replies already", refused.Cause);
        Assert.True(await first && await second);
        Assert.True(await client.PingAsync(None));
    }

    [Fact]
    public async Task Dispose_fails_what_is_in_flight_and_what_comes_later()
    {
        var client = await RedisClient.ConnectAsync(redis.Options, None);
        await using var other = await RedisClient.ConnectAsync(redis.Options, None);
        await other.AskAsync("CLIENT", "PAUSE", 300, "ALL");
        var inFlight = client.PingAsync(None).AsTask();

        await client.DisposeAsync().AsTask().SoonAsync("dispose");

        Assert.Equal("the client was disposed", (await Assert.ThrowsAsync<RedisUnavailableException>(() => inFlight)).Cause);
        Assert.Equal("the client was disposed", (await Assert.ThrowsAsync<RedisUnavailableException>(async () => await client.PingAsync(None))).Cause);
        Assert.Equal("the client was disposed", client.State.Cause);
    }
}
