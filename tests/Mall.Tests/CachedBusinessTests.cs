using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Hosting;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.GroupBuy;
using Seawall.Mall.Hosting;
using Seawall.Mall.Reviews;
using Seawall.Redis;
using Seawall.Redis.Caching;
using Seawall.Testing;

namespace Seawall.Mall.Tests;

/// <summary>Reviews and group buying behind a real cache: it serves, and it forgets what a write has changed.</summary>
[Collection(nameof(Alone))]
public sealed class CachedBusinessTests(MallServices mall) : IClassFixture<MallServices>, IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private PrivateRedis _redis = null!;
    private ServiceProvider _provider = null!;

    public async Task InitializeAsync()
    {
        _redis = await PrivateRedis.StartAsync();
        var cache = new RedisClientOptions { Port = _redis.Port, Password = _redis.Password };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSeawall(new SeawallServiceOptions { Name = "tests" });
        foreach (var business in Businesses.All)
            business.Add(services, new BusinessHome(await MallDatabase.OptionsAsync(business.Name, poolSize: 2), cache));
        _provider = services.BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_review_shows_at_once_in_list_counts_and_rating_though_all_were_cached()
    {
        const long Item = 63;
        var reviews = _provider.GetRequiredService<IReviews>();
        var shop = (await mall.Catalog.ItemsAsync([Item], Ct)).Single().ShopId;
        await mall.SetStockAsync(Item, 10);
        var wish = await mall.WishAsync(MallServices.NewBuyer(), (Item, 1));
        var order = (await mall.Trade.PlaceAsync(wish, Ct)).Order!;
        Assert.Equal(PayOutcome.Paid, (await mall.Trade.PayAsync(wish.Buyer, order.Id, Ct)).Outcome);

        await ReadAsync();
        var (counts, rating, _) = await ReadAsync();
        Assert.True(Hits(ReviewsBusiness.Name) >= 3, $"{Hits(ReviewsBusiness.Name)} hits");
        await reviews.WriteAsync(new NewReview(wish.Buyer, "Li Lei", Anonymous: false, order.Id, Item, 5, "立刻可见", 5, 5, 5), Ct);
        var after = await ReadAsync();

        // Shoppers of other tests may review the same item and shop meanwhile.
        Assert.InRange(after.Counts, counts + 1, int.MaxValue);
        Assert.InRange(after.Rating, rating + 1, int.MaxValue);
        Assert.Contains("立刻可见", after.Newest);

        async Task<(int Counts, int Rating, IEnumerable<string> Newest)> ReadAsync() => (
            (await reviews.CountsAsync([Item], Ct)).SingleOrDefault()?.All ?? 0,
            (await reviews.RatingsAsync([shop], Ct)).Single().Count,
            (await reviews.ListAsync(new ReviewQuery(Item, StarsFilter.All, null, 10), Ct)).Reviews.Select(review => review.Text));
    }

    [Fact]
    public async Task A_seat_shows_at_once_though_the_deal_was_cached()
    {
        var groups = _provider.GetRequiredService<IGroupBuy>();
        var card = (await groups.ListAsync(new DealQuery(null, null, 50), Ct)).Deals[^1];
        await groups.FindAsync(card.Id, Ct);
        var before = (await groups.FindAsync(card.Id, Ct))!;
        Assert.True(Hits(GroupBuyBusiness.Name) >= 1, $"{Hits(GroupBuyBusiness.Name)} hits");

        var joined = await groups.JoinAsync(new JoinParty(MallServices.NewBuyer(), "Li Lei", card.Id, null, 1, Guid.CreateVersion7()), Ct);

        Assert.Equal(JoinOutcome.Joined, joined.Outcome);
        Assert.InRange((await groups.FindAsync(card.Id, Ct))!.Left, 0, before.Left - 1);
    }

    private long Hits(string business) => _provider.GetRequiredKeyedService<BusinessCache>(business).Figures.Hits;
}
