using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Shops;

namespace Seawall.Mall.Tests;

/// <summary>The tests that change shops run one after another: who follows a shop moves it in the lists.</summary>
[Collection("shops")]
public sealed class ShopTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory]
    [InlineData(null, 24)]
    [InlineData("beauty", 2)]
    [InlineData("nothing", 0)]
    public async Task Pages_show_every_shop_once_most_followed_first(string? category, int expected)
    {
        var seen = new List<ShopCard>();
        string? after = null;
        do
        {
            var page = await mall.Shops.ListAsync(new ShopQuery(category, after, 5), Ct);
            seen.AddRange(page.Shops);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(expected, seen.Count);
        Assert.Equal(expected, seen.Select(shop => shop.Id).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(shop => shop.Followers).ThenByDescending(shop => shop.Id), seen);
        Assert.All(seen, shop => Assert.Equal(category ?? shop.CategorySlug, shop.CategorySlug));
    }

    [Fact]
    public async Task A_shop_has_a_published_page_whose_items_are_its_own()
    {
        foreach (var id in new long[] { 1, 6, 24 })
        {
            var shop = (await mall.Shops.FindAsync(id, Ct))!;
            var picks = shop.Sections
                .Where(section => section.Module == "items")
                .SelectMany(section => section.Settings.GetProperty("items").EnumerateArray().Select(item => item.GetInt64()))
                .ToList();
            var items = await mall.Catalog.ItemsAsync(picks, Ct);

            Assert.Equal(picks.Order(), items.Select(item => item.Id).Order());
            Assert.All(items, item => Assert.Equal(id, item.ShopId));
            Assert.Equal(3 + (id % 2 == 0 ? 1 : 0) + (id % 3 == 0 ? 1 : 0), shop.Sections.Count);
        }
        Assert.Null(await mall.Shops.FindAsync(999_999, Ct));
    }

    [Fact]
    public async Task Cards_come_in_the_order_asked_for_and_without_those_that_are_closed_or_unknown()
    {
        await mall.Database(ShopsBusiness.Name).ExecuteAsync("UPDATE shops SET open = false WHERE id = 19", Ct);
        var cards = await mall.Shops.ShopsAsync([7, 999_999, 3, 19, 7], Ct);

        Assert.Equal([7L, 3L], cards.Select(card => card.Id));
        Assert.Null(await mall.Shops.FindAsync(19, Ct));
        Assert.False(await mall.Shops.FollowAsync(MallServices.NewBuyer(), 19, true, Ct));
        await mall.Database(ShopsBusiness.Name).ExecuteAsync("UPDATE shops SET open = true WHERE id = 19", Ct);
    }
}
