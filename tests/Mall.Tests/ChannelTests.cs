using Seawall.Mall.Contracts.Catalog;

namespace Seawall.Mall.Tests;

public sealed class ChannelTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Every_category_has_one_channel()
    {
        var channels = await mall.Channels.ListAsync(Ct);
        var categories = await mall.Catalog.CategoriesAsync(Ct);

        Assert.Equal("beauty", channels[0].Slug);
        Assert.Equal(7, channels.Count);
        Assert.Equal(categories.Select(category => category.Slug).Order(), channels.SelectMany(channel => channel.Categories).Order());
    }

    [Fact]
    public async Task Every_floor_of_every_channel_shows_items_of_its_categories()
    {
        foreach (var card in await mall.Channels.ListAsync(Ct))
        {
            var channel = (await mall.Channels.FindAsync(card.Slug, Ct))!;
            Assert.Equal(card with { Categories = [] }, channel.Card with { Categories = [] });
            Assert.True(channel.Floors.Count >= (card.Slug == "beauty" ? 6 : 4), card.Slug);
            foreach (var floor in channel.Floors)
            {
                Assert.Contains(floor.Style, (string[])["grid", "strip"]);
                Assert.InRange(floor.Items.Count, 6, 12);
                var item = (await mall.Catalog.FindItemAsync(floor.Items[0], Ct))!;
                Assert.Contains(item.Category.Slug, card.Categories);
            }
        }
    }

    [Fact]
    public async Task A_rule_shows_what_the_catalog_finds_and_a_pick_what_was_picked()
    {
        var floors = (await mall.Channels.FindAsync("beauty", Ct))!.Floors;
        var hot = await mall.Catalog.ListAsync(new ListQuery("beauty", ItemSort.Hot, null, 12), Ct);
        var lips = await mall.Catalog.ItemsAsync(floors[0].Items, Ct);

        Assert.Equal(hot.Items.Select(item => item.Id), floors[1].Items);
        Assert.Equal(6, lips.Count);
        Assert.All(lips, item => Assert.Equal("lipstick", item.Picture));
    }

    [Fact]
    public async Task An_unknown_channel_is_none() => Assert.Null(await mall.Channels.FindAsync("nothing", Ct));
}
