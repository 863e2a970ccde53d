using Seawall.Redis.Connections;
using Seawall.Testing;

namespace Seawall.Redis.Tests.Connections;

public sealed class OutageTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Callers_fail_fast_while_a_killed_server_is_away_and_go_on_when_it_is_back()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var client = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), None);
        var busy = Enumerable.Range(0, 8).Select(task => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
                Assert.Equal($"{task}-{i}", (await client.AskAsync("ECHO", $"{task}-{i}")).ToString());
        })).ToArray();

        await server.KillAsync();
        foreach (var task in busy)
            Assert.StartsWith($"Redis 127.0.0.1:{server.Port} is not available: ", (await Assert.ThrowsAsync<RedisUnavailableException>(() => task).SoonAsync("a failure")).Message, StringComparison.Ordinal);

        // Down: the answer is there before anything could be awaited.
        while (client.IsConnected)
            await Task.Yield();
        var refused = client.PingAsync(None);
        Assert.True(refused.IsFaulted);
        await Assert.ThrowsAsync<RedisUnavailableException>(async () => await refused);
        Assert.False(client.State.Connected);

        await server.RestartAsync();
        await client.WaitConnectedAsync(None).SoonAsync("the connection");
        Assert.Equal("back", (await client.AskAsync("ECHO", "back")).ToString());
        Assert.True(client.State is { Connected: true, Cause: null });
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_given_up_and_connected_anew()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var client = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server) with { DeadAfter = TimeSpan.FromMilliseconds(300) }, None);

        var silent = await Assert.ThrowsAsync<RedisUnavailableException>(async () => await client.AskAsync("DEBUG", "SLEEP", "1.2"));

        Assert.Equal("it owes replies and has been silent for 0.3 s", silent.Cause);
        await client.WaitConnectedAsync(None).SoonAsync("the connection");
        Assert.True(await client.PingAsync(None));
    }

    [Fact]
    public async Task A_first_try_that_fails_names_host_port_and_cause()
    {
        var port = FreePort.Next();
        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => RedisClient.ConnectAsync(new RedisClientOptions { Port = port }, None));
        Assert.Equal($"Redis 127.0.0.1:{port} is not available: Connection refused", failure.Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_wrong_password_is_named_as_the_cause_without_showing_it(int protocol)
    {
        await using var server = await PrivateRedis.StartAsync();
        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(
            () => RedisClient.ConnectAsync(RedisFixture.OptionsOf(server) with { Password = "wrong-one", Protocol = protocol }, None));

        Assert.Contains("the login of user default was refused: WRONGPASS", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_with_rights_of_its_own_is_told_when_they_do_not_reach()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var admin = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), None);
        await admin.AskAsync("ACL", "SETUSER", "reader", "on", ">pass-of-reader", "~*", "+get", "+hello", "+ping");
        await using var reader = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server) with { User = "reader", Password = "pass-of-reader" }, None);

        Assert.Null(await reader.GetAsync("a", None));
        Assert.Equal("NOPERM", (await Assert.ThrowsAsync<RedisException>(async () => await reader.SetAsync("a", "b"))).Code);
    }

    [Fact]
    public void A_pause_doubles_up_to_its_limit_and_chance_takes_up_to_half()
    {
        TimeSpan Of(int failures, double chance) => Pause.After(failures, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2), chance);

        Assert.Equal([50, 100, 200, 400, 800, 1600, 2000, 2000], Enumerable.Range(1, 8).Select(i => Of(i, 0).TotalMilliseconds));
        Assert.Equal(25, Of(1, 1).TotalMilliseconds);
        Assert.Equal(2000, Of(int.MaxValue, 0).TotalMilliseconds);
    }
}
