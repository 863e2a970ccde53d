using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Hosting;
using Seawall.Mall.Catalog;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Redis;
using Seawall.Redis.Caching;
using Seawall.Testing;

namespace Seawall.Mall.Tests;

[Collection(nameof(Alone))]
public sealed class CatalogCacheTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task What_many_look_at_is_read_once_and_what_orders_are_made_of_every_time()
    {
        await using var redis = await PrivateRedis.StartAsync();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSeawall(new SeawallServiceOptions { Name = "tests" });
        services.AddCatalog(
            await MallDatabase.OptionsAsync(CatalogBusiness.Name),
            new RedisClientOptions { Port = redis.Port, Password = redis.Password });
        await using var provider = services.BuildServiceProvider();
        var catalog = provider.GetRequiredService<ICatalog>();
        var cache = provider.GetRequiredKeyedService<BusinessCache>(CatalogBusiness.Name);
        while (!cache.Figures.Server!.Connected)
            await Task.Yield();

        // Read from the database, then as it comes back from the cache; on a loaded machine a read may be too slow for its time and goes past the cache.
        for (var round = 1; cache.Figures.Hits < 4 && round <= 100; round++)
        {
            Assert.Equal(12, (await catalog.CategoriesAsync(Ct)).Count);
            Assert.Equal(5, (await catalog.HotAsync(5, Ct)).Count);
            Assert.Equal(6, (await catalog.FindItemAsync(1, Ct))!.Similar.Count);
            var page = await catalog.ListAsync(new ListQuery("sports", ItemSort.PriceUp, null, 7), Ct);
            Assert.NotEmpty((await catalog.ListAsync(new ListQuery("sports", ItemSort.PriceUp, page.Next, 7), Ct)).Items);
            Assert.Null(await catalog.FindItemAsync(999_999_999, Ct));
            await catalog.ItemsAsync([1, 2], Ct);
            await catalog.SearchAsync(new SearchQuery("red", ItemSort.Hot, null, 5), Ct);
        }

        Assert.True(cache.Figures.Hits >= 4);
        await using var behind = await RedisClient.ConnectAsync(new RedisClientOptions { Port = redis.Port, Password = redis.Password, CommandTimeout = TimeSpan.FromSeconds(10) }, Ct);
        var keys = await behind.ExecuteAsync(["KEYS", "*"], Ct);
        Assert.Equal(
            ["catalog:categories", "catalog:hot:5", "catalog:item:1", "catalog:list:sports:PriceUp:7"],
            keys.Items.Select(key => key.ToString()).Order(StringComparer.Ordinal));
    }
}
