using System.Net;
using System.Text.RegularExpressions;
using Seawall.Mall.Channels;
using Seawall.Mall.Shops;

namespace Seawall.Mall.Tests;

[Collection("shops")]
public sealed partial class ShopPagesTests
{
    [Theory]
    [InlineData(true, "buyer161@seawall.test")]
    [InlineData(false, "buyer162@seawall.test")]
    public async Task A_buyer_follows_a_shop_after_signing_in_and_leaves_it_again(bool together, string buyer)
    {
        await using var site = together ? await MallSite.TogetherAsync() : await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);
        var shop = await browser.GetAsync("/shops/11");
        Assert.Equal(HttpStatusCode.OK, shop.Status);
        var followers = Followers(shop);

        var signIn = await browser.SubmitAsync(shop, "/shops/11/follow");
        Assert.Equal("/sign-in?back=%2Fshops%2F11", signIn.Path);
        var back = await browser.SubmitAsync(signIn, "/sign-in", ("email", buyer), ("password", "seawall-demo"));
        Assert.Equal("/shops/11", back.Path);
        // Demo buyers may follow the shop from the start: begin without.
        if (back.Body.Contains("value=\"false\"", StringComparison.Ordinal))
        {
            back = await browser.SubmitAsync(back, "/shops/11/follow");
            followers--;
        }

        var followed = await browser.SubmitAsync(back, "/shops/11/follow");
        Assert.Equal("/shops/11?notice=followed", followed.Path);
        Assert.Equal(followers + 1, Followers(followed));
        var left = await browser.SubmitAsync(followed, "/shops/11/follow");
        Assert.Equal("/shops/11?notice=unfollowed", left.Path);
        Assert.Equal(followers, Followers(left));
    }

    [Fact]
    public async Task A_shops_page_shows_its_sections_in_their_order_and_only_its_own_items()
    {
        await using var site = await MallSite.TogetherAsync();
        using var browser = new FormBrowser(site.Storefront);

        var page = await browser.GetAsync("/shops/6");
        var items = await browser.GetAsync("/shops/6/items?sort=PriceUp");

        var titles = Titles(page.Body);
        Assert.Equal(["What our regulars come back for", "The owner recommends"], titles.Take(2));
        Assert.Equal(["About us", "And these", "New in the shop"], titles.TakeLast(3));
        // Items of shop s are those numbered s - 1, s - 1 + 24, ….
        Assert.All(ItemLink().Matches(page.Body + items.Body), link => Assert.Equal(5, int.Parse(link.Groups[1].ValueSpan) % 24));
        Assert.Equal(17, ItemLink().Count(items.Body));
    }

    [Fact]
    public async Task The_shops_of_a_category_are_listed_page_by_page()
    {
        await using var site = await MallSite.TogetherAsync();
        using var browser = new FormBrowser(site.Storefront);

        var all = await browser.GetAsync("/shops");
        var beauty = await browser.GetAsync("/shops?category=beauty");

        Assert.Equal(24, ShopLink().Count(all.Body));
        Assert.Equal(["8", "20"], ShopLink().Matches(beauty.Body).Select(link => link.Groups[1].Value).OrderBy(int.Parse));
        Assert.Contains("Shops · Beauty", beauty.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/shops/999999")]
    [InlineData("/shops/999999/items")]
    [InlineData("/shops?category=nothing")]
    [InlineData("/channels/nothing")]
    public async Task What_is_not_there_is_a_page_with_status_404(string path)
    {
        await using var site = await MallSite.TogetherAsync();
        using var browser = new FormBrowser(site.Storefront);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_channel_shows_its_floors_in_both_styles()
    {
        await using var site = await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);

        var all = await browser.GetAsync("/channels");
        var beauty = await browser.GetAsync("/channels/beauty");

        Assert.Equal(7, Regex.Count(all.Body, "class=\"channel-tile\""));
        Assert.Equal(7, Titles(beauty.Body).Count);
        Assert.Equal(3, Regex.Count(beauty.Body, "class=\"grid strip\""));
        Assert.Contains("href=\"/c/beauty\"", beauty.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_pages_lead_to_shops_and_channels_and_do_without_them_when_they_are_down()
    {
        await using var site = await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);
        Assert.Contains("href=\"/shops/6\"", (await browser.GetAsync("/items/5")).Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/channels/beauty\"", (await browser.GetAsync("/c/beauty")).Body, StringComparison.Ordinal);
        var home = await browser.GetAsync("/");
        Assert.Contains("class=\"channel-row brief\"", home.Body, StringComparison.Ordinal);
        Assert.Contains("class=\"shop-grid\"", home.Body, StringComparison.Ordinal);

        await site.StopAsync(ShopsBusiness.Name);
        await site.StopAsync(ChannelsBusiness.Name);

        foreach (var path in new[] { "/", "/items/5", "/c/beauty" })
        {
            var page = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain("shop-grid", page.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("channel-row", page.Body, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/shops")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/channels/beauty")).Status);
    }

    private static int Followers(FormBrowser.Page page) => int.Parse(Regex.Match(page.Body, "data-followers=\"([0-9]+)\"").Groups[1].ValueSpan);

    private static List<string> Titles(string html) => [.. Regex.Matches(html, "<h2>([^<]*)</h2>").Select(match => match.Groups[1].Value)];

    [GeneratedRegex("href=\"/items/([0-9]+)\"")]
    private static partial Regex ItemLink();

    [GeneratedRegex("href=\"/shops/([0-9]+)\"")]
    private static partial Regex ShopLink();
}
