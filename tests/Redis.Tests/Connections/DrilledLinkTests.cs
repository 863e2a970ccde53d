using System.Collections.Frozen;
using Seawall.Kernel.Faults;
using Seawall.Testing;

namespace Seawall.Redis.Tests.Connections;

/// <summary>The table of links is one for the process: no other class of these tests sets it.</summary>
public sealed class DrilledLinkTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    public void Dispose() => LinkTable.Set(FrozenDictionary<Link, int>.Empty);

    [Fact]
    public async Task A_client_leaves_for_the_way_that_a_drill_orders_and_comes_back_when_it_is_over()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var stand = await PrivateRedis.StartAsync();
        await using (var other = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(stand), None))
            await other.AskAsync("SET", "who", "the stand-in");
        await using var client = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), None);
        await client.AskAsync("SET", "who", "the server");

        LinkTable.Set(new Dictionary<Link, int> { [Link.To("localhost", server.Port)] = stand.Port }.ToFrozenDictionary());
        Assert.Equal("the stand-in", await WhoAsync(client, "the stand-in"));

        LinkTable.Set(FrozenDictionary<Link, int>.Empty);
        Assert.Equal("the server", await WhoAsync(client, "the server"));
    }

    /// <summary>Who answers, asked until it is the one expected; commands of the connection that is left fail.</summary>
    private static async Task<string> WhoAsync(RedisClient client, string expected)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var last = "nobody";
        while (last != expected && !end.IsCancellationRequested)
        {
            try
            {
                await client.WaitConnectedAsync(end.Token);
                last = $"{await client.AskAsync("GET", "who")}";
            }
            catch (RedisUnavailableException)
            {
                await Task.Delay(10);
            }
        }
        return last;
    }
}
