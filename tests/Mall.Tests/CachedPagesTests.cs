using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Hosting;
using Seawall.Mall.Channels;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Hosting;
using Seawall.Mall.Shops;
using Seawall.Redis;
using Seawall.Redis.Caching;
using Seawall.Testing;

namespace Seawall.Mall.Tests;

[Collection(nameof(Alone))]
public sealed class CachedPagesTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Shops_and_channels_come_whole_out_of_the_cache_and_what_changes_is_read_anew()
    {
        await using var redis = await PrivateRedis.StartAsync();
        // Two processes that share one cache server.
        await using var one = await ProcessAsync(redis);
        await using var two = await ProcessAsync(redis);
        var (shops, others) = (one.GetRequiredService<IShops>(), two.GetRequiredService<IShops>());
        var channels = one.GetRequiredService<IChannels>();

        await ConnectedAsync(one);
        await ConnectedAsync(two);
        await LoadedAndCachedAsync(() => shops.FindAsync(18, Ct));
        await LoadedAndCachedAsync(() => shops.ShopsAsync([18, 21], Ct));
        await LoadedAndCachedAsync(() => shops.ListAsync(new ShopQuery("food", null, 5), Ct));
        await LoadedAndCachedAsync(() => channels.FindAsync("beauty", Ct));
        Assert.Equal((4, 1), (Hits(one, ShopsBusiness.Name), Hits(one, ChannelsBusiness.Name)));

        var before = (await shops.FindAsync(18, Ct))!;
        Assert.True(await others.FollowAsync(MallServices.NewBuyer(), 18, true, Ct));
        Assert.Equal(before.Card.Followers + 1, (await shops.FindAsync(18, Ct))!.Card.Followers);
        Assert.Equal(before.Card.Followers + 1, (await shops.ShopsAsync([18], Ct)).Single().Followers);
        Assert.Equal(before.PageVersion + 1, (await others.PublishAsync(18, 18, [], Ct)).Version);
        Assert.Empty((await shops.FindAsync(18, Ct))!.Sections);

        await redis.KillAsync();
        Assert.Equal(before.PageVersion + 1, (await shops.FindAsync(18, Ct))!.PageVersion);
        Assert.Equal(7, (await channels.FindAsync("beauty", Ct))!.Floors.Count);
        await redis.RestartAsync();
    }

    // A cache does not wait for its first connection.
    private static async Task ConnectedAsync(IServiceProvider process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        foreach (var business in new[] { ShopsBusiness.Name, ChannelsBusiness.Name })
        {
            while (!process.GetRequiredKeyedService<BusinessCache>(business).Figures.Server!.Connected)
                await Task.Delay(5, patience.Token);
        }
    }

    // A connection's commands keep their order, so what the first call wrote is there for the second.
    private static async Task LoadedAndCachedAsync<T>(Func<Task<T>> read) => Assert.Equal(Text(await read()), Text(await read()));

    private static string Text(object? value) => JsonSerializer.Serialize(value, ContractJson.Options);

    private static long Hits(IServiceProvider process, string business) => process.GetRequiredKeyedService<BusinessCache>(business).Figures.Hits;

    private static async Task<ServiceProvider> ProcessAsync(PrivateRedis redis)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSeawall(new SeawallServiceOptions { Name = "tests" });
        var cache = new RedisClientOptions { Port = redis.Port, Password = redis.Password };
        foreach (var business in Businesses.All)
            business.Add(services, new BusinessHome(await MallDatabase.OptionsAsync(business.Name, poolSize: 2), Cache: null));
        // On a busy machine the server may take its time.
        foreach (var business in new[] { ShopsBusiness.Name, ChannelsBusiness.Name })
            services.AddSeawallCache(business, cache, ContractJson.Options, new CacheOptions { SoftTimeout = TimeSpan.FromSeconds(10) });
        return services.BuildServiceProvider();
    }
}
