using System.Text;
using Seawall.Testing;

namespace Seawall.Redis.Tests.Subscriptions;

public sealed class SubscriberTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Channels_and_patterns_yield_their_messages_in_order(int protocol)
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var client = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), None);
        await using var subscriber = new RedisSubscriber(RedisFixture.OptionsOf(server) with { Protocol = protocol });
        await subscriber.WaitConnectedAsync(None).SoonAsync("the subscriber");
        await using var news = await subscriber.SubscribeAsync("news", None);
        await using var all = await subscriber.SubscribePatternAsync("ne*", None);

        for (var i = 0; i < 100; i++)
            Assert.Equal(2, await client.PublishAsync("news", i, None));
        await client.PublishAsync("next", "last", None);
        await client.PublishAsync("other", "not for us", None);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"news {i}"), await TakeAsync(news, 100));
        Assert.Equal([.. Enumerable.Range(0, 100).Select(i => $"news {i}"), "next last"], await TakeAsync(all, 101));
    }

    [Fact]
    public async Task A_break_shows_as_a_gap_once_the_subscription_stands_again()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var subscriber = new RedisSubscriber(RedisFixture.OptionsOf(server));
        await subscriber.WaitConnectedAsync(None).SoonAsync("the subscriber");
        await using var news = await subscriber.SubscribeAsync("news", None);
        await using var all = await subscriber.SubscribePatternAsync("n*", None);
        await using (var client = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), None))
            await client.PublishAsync("news", "before", None);
        Assert.Equal(["news before"], await TakeAsync(news, 1));
        Assert.Equal(["news before"], await TakeAsync(all, 1));

        await server.KillAsync();
        while (subscriber.State.Connected)
            await Task.Yield();
        await Assert.ThrowsAsync<RedisUnavailableException>(() => subscriber.SubscribeAsync("more", None));
        await server.RestartAsync();
        await subscriber.WaitConnectedAsync(None).SoonAsync("the subscriber's return");
        await using var after = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), None);
        Assert.Equal(2, await after.PublishAsync("news", "after", None));

        Assert.Equal(["gap", "news after"], await TakeAsync(news, 2));
        Assert.Equal(["gap", "news after"], await TakeAsync(all, 2));
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_told_that_messages_were_dropped()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var client = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), None);
        await using var subscriber = new RedisSubscriber(RedisFixture.OptionsOf(server));
        await subscriber.WaitConnectedAsync(None).SoonAsync("the subscriber");
        await using var news = await subscriber.SubscribeAsync("news", None, buffer: 3);
        await using var witness = await subscriber.SubscribeAsync("news", None);

        for (var i = 0; i < 10; i++)
            await client.PublishAsync("news", i, None);
        await TakeAsync(witness, 10);

        Assert.Equal(["news 0", "news 1", "news 2", "gap"], await TakeAsync(news, 4));
        await client.PublishAsync("news", "on", None);
        Assert.Equal(["news on"], await TakeAsync(news, 1));
    }

    [Fact]
    public async Task The_last_subscription_of_a_name_takes_it_off_the_server()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var client = await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), None);
        var subscriber = new RedisSubscriber(RedisFixture.OptionsOf(server));
        await subscriber.WaitConnectedAsync(None).SoonAsync("the subscriber");
        var one = await subscriber.SubscribeAsync("news", None);
        var two = await subscriber.SubscribeAsync("news", None);

        await one.DisposeAsync();
        Assert.Equal(1, await client.PublishAsync("news", "x", None));
        Assert.Equal(["news x"], await TakeAsync(two, 1));
        Assert.Empty(await TakeAsync(one, 1));
        await two.DisposeAsync();
        await using var three = await subscriber.SubscribeAsync("other", None);
        Assert.Equal(0, await client.PublishAsync("news", "x", None));

        await subscriber.DisposeAsync();
        Assert.Empty(await TakeAsync(three, 1));
    }

    private static async Task<List<string>> TakeAsync(RedisSubscription subscription, int count)
    {
        List<string> taken = [];
        async Task ReadAsync()
        {
            await foreach (var message in subscription)
            {
                taken.Add(message.IsGap ? "gap" : $"{message.Channel} {Encoding.UTF8.GetString(message.Payload.Span)}");
                if (taken.Count == count)
                    return;
            }
        }
        await ReadAsync().SoonAsync($"{count} messages of {subscription.Name}");
        return taken;
    }
}
