using Seawall.Client.Sql;
using Seawall.Mall.Shops;

namespace Seawall.Mall.Tests;

[Collection("shops")]
public sealed class ShopFollowTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Every_shops_count_is_the_number_of_its_followers()
    {
        Assert.Empty(await WrongCountsAsync());
        Assert.Equal(142, (await mall.Shops.FindAsync(8, Ct))!.Card.Followers);
    }

    [Fact]
    public async Task Concurrent_followers_are_counted_once_each_however_often_they_press()
    {
        const long Shop = 9;
        var before = (await mall.Shops.FindAsync(Shop, Ct))!.Card.Followers;
        var buyers = Enumerable.Range(0, 20).Select(_ => MallServices.NewBuyer()).ToList();

        var followed = await Task.WhenAll(buyers.Concat(buyers).Concat(buyers).Select(buyer => mall.Shops.FollowAsync(buyer, Shop, true, Ct)));
        Assert.All(followed, Assert.True);
        Assert.Equal(before + 20, (await mall.Shops.FindAsync(Shop, Ct))!.Card.Followers);

        var left = await Task.WhenAll(buyers.Take(8).SelectMany(buyer => new[] { buyer, buyer }).Select(buyer => mall.Shops.FollowAsync(buyer, Shop, false, Ct)));
        Assert.All(left, Assert.True);
        Assert.Equal(before + 12, (await mall.Shops.FindAsync(Shop, Ct))!.Card.Followers);
        Assert.Empty(await WrongCountsAsync());

        Assert.False(await mall.Shops.FollowsAsync(buyers[0], Shop, Ct));
        Assert.True(await mall.Shops.FollowsAsync(buyers[8], Shop, Ct));
    }

    [Fact]
    public async Task Following_and_leaving_at_once_leaves_count_and_rows_equal()
    {
        const long Shop = 10;
        var buyer = MallServices.NewBuyer();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => mall.Shops.FollowAsync(buyer, Shop, n % 2 == 0, Ct)));

        Assert.Empty(await WrongCountsAsync());
    }

    [Fact]
    public async Task An_unknown_shop_can_be_neither_followed_nor_left()
    {
        Assert.False(await mall.Shops.FollowAsync(MallServices.NewBuyer(), 999_999, true, Ct));
        Assert.False(await mall.Shops.FollowAsync(MallServices.NewBuyer(), 999_999, false, Ct));
    }

    private Task<List<long>> WrongCountsAsync() => mall.Database(ShopsBusiness.Name).QueryAsync(
        "SELECT id FROM shops WHERE followers <> (SELECT count(*) FROM follows WHERE shop_id = id)", row => row.GetInt64(0), Ct);
}
