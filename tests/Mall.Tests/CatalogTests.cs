using Seawall.Mall.Catalog.Items;
using Seawall.Mall.Contracts.Catalog;

namespace Seawall.Mall.Tests;

public sealed class CatalogTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory]
    [InlineData("无线耳机")]
    [InlineData("HEADPHONES wire")]
    [InlineData("耳")]
    public async Task Search_finds_by_chinese_pairs_single_characters_and_starts_of_words(string words)
    {
        var page = await mall.Catalog.SearchAsync(new SearchQuery(words, ItemSort.Hot, null, 100), Ct);

        Assert.NotEmpty(page.Items);
        Assert.All(page.Items, item => Assert.Equal("headphones", item.Picture));
    }

    [Theory]
    [InlineData("无线耳机", "无线 & 线耳 & 耳机")]
    [InlineData("Red 果", "red:* & 果:*")]
    [InlineData("a'b | c!", "a:* & b:* & c:*")]
    [InlineData(" ?!’", null)]
    public void A_query_is_cut_like_the_names(string words, string? expected) => Assert.Equal(expected, SearchWords.ToTsQuery(words));

    [Theory]
    [InlineData(ItemSort.Hot)]
    [InlineData(ItemSort.PriceUp)]
    [InlineData(ItemSort.PriceDown)]
    [InlineData(ItemSort.Newest)]
    public async Task Pages_show_every_item_of_a_category_once_and_in_order(ItemSort sort)
    {
        var seen = new List<ItemCard>();
        string? after = null;
        do
        {
            var page = await mall.Catalog.ListAsync(new ListQuery("sports", sort, after, 7), Ct);
            seen.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(33, seen.Count);
        Assert.Equal(33, seen.Select(item => item.Id).Distinct().Count());
        IEnumerable<ItemCard> ordered = sort switch
        {
            ItemSort.PriceUp => seen.OrderBy(item => item.Price).ThenBy(item => item.Id),
            ItemSort.PriceDown => seen.OrderByDescending(item => item.Price).ThenByDescending(item => item.Id),
            ItemSort.Newest => seen.OrderByDescending(item => item.Id),
            _ => seen.OrderByDescending(item => item.Sold).ThenByDescending(item => item.Id),
        };
        Assert.Equal(ordered, seen);
    }

    [Fact]
    public async Task An_item_comes_with_its_category_and_similar_items_and_an_unknown_one_not_at_all()
    {
        var item = await mall.Catalog.FindItemAsync(5, Ct);

        Assert.Equal("men", item!.Category.Slug);
        Assert.Equal(6, item.Similar.Count);
        Assert.DoesNotContain(item.Similar, similar => similar.Id == 5);
        Assert.Null(await mall.Catalog.FindItemAsync(999_999, Ct));
    }
}
