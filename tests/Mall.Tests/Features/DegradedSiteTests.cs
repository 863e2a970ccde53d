using System.Net;
using System.Text.RegularExpressions;
using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Contracts.Shops;

namespace Seawall.Mall.Tests.Features;

/// <summary>Whatever may be off is turned off, and buyers still come from browsing to a paid order, over pages without holes.</summary>
[Collection(nameof(Alone))]
public sealed partial class DegradedSiteTests
{
    // What no page shows: it is proved where it acts.
    private static readonly string[] BehindThePages = [GroupBuyFeatures.Counters.Key, ShopsFeatures.Publish.Key];

    private static readonly string[] NonCore = [.. MallFeatures.All.Where(feature => feature.Grade != Grade.G0).Select(feature => feature.Key)];

    [Theory]
    [InlineData("zh", true)]
    [InlineData("en", false)]
    public async Task With_everything_off_that_may_be_off_a_buyer_finds_orders_and_pays_over_pages_without_holes(string language, bool together)
    {
        await using var site = together ? await MallSite.TogetherAsync() : await MallSite.ApartAsync();
        using var buyer = await SignedInAsync(site, together ? 161 : 164, language);
        site.TurnOff(NonCore);

        await BuyAsync(buyer);
        var pages = await EveryPageAsync(buyer);

        Assert.All(pages, page => Assert.Equal((page.Path, HttpStatusCode.OK), (page.Path, page.Status)));
        Assert.Empty(pages.SelectMany(page => PageHoles.In(page.Body).Select(hole => $"{page.Path}: {hole}")));
    }

    [Fact]
    public async Task Each_switch_alone_changes_a_page_leaves_no_hole_and_the_way_to_a_paid_order_open()
    {
        await using var site = await MallSite.TogetherAsync();
        using var buyer = await SignedInAsync(site, 162, "en");
        var faults = new List<string>();
        Assert.Empty((await EveryPageAsync(buyer)).SelectMany(page => PageHoles.In(page.Body).Select(hole => $"{page.Path}: {hole}")));

        foreach (var feature in NonCore)
        {
            site.TurnOff(feature);
            var pages = await EveryPageAsync(buyer);
            await BuyAsync(buyer);

            faults.AddRange(pages.Where(page => page.Status != HttpStatusCode.OK).Select(page => $"{feature} off: {page.Path} answers {(int)page.Status}"));
            faults.AddRange(pages.SelectMany(page => PageHoles.In(page.Body).Select(hole => $"{feature} off: {page.Path}: {hole}")));
            if (!BehindThePages.Contains(feature) && !pages.Any(page => page.Degraded.Any(note => note.StartsWith(feature + ";", StringComparison.Ordinal))))
                faults.Add($"{feature} off: no page is any different");
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_core_switch_that_two_persons_turned_off_closes_its_pages_and_says_so()
    {
        await using var site = await MallSite.TogetherAsync();
        using var buyer = await SignedInAsync(site, 163, "en");

        foreach (var (feature, path) in new[] { ("catalog.browse", "/"), ("trade.cart", "/cart"), ("trade.order", "/checkout"), ("promotions.pricing", "/cart"), ("accounts.signin", "/sign-in") })
        {
            site.TurnOff(feature);
            var closed = await buyer.GetAsync(path);
            Assert.Equal((feature, HttpStatusCode.ServiceUnavailable), (feature, closed.Status));
            Assert.Contains(feature + ";G0;-", closed.Degraded);
        }
    }

    private static async Task<FormBrowser> SignedInAsync(MallSite site, int number, string language)
    {
        var browser = new FormBrowser(site.Storefront);
        await browser.GetAsync($"/language/{language}?back=/");
        var home = await browser.SubmitAsync(
            await browser.GetAsync("/sign-in"), "/sign-in", ("email", $"buyer{number}@seawall.test"), ("password", "seawall-demo"));
        Assert.Equal("/", home.Path);
        return browser;
    }

    private static async Task BuyAsync(FormBrowser buyer)
    {
        var home = await buyer.GetAsync("/");
        var list = await buyer.GetAsync(CategoryLink().Match(home.Body).Groups[1].Value);
        var item = await buyer.GetAsync(ItemLink().Match(list.Body).Groups[1].Value);
        var checkout = await buyer.SubmitAsync(item, "/cart/add", ("then", "checkout"));
        Assert.Equal("/checkout", checkout.Path);
        var order = await buyer.SubmitAsync(checkout, "/orders", ("name", "Li Lei"), ("phone", "138"), ("address", "1 Harbour Road"));
        var paid = await buyer.SubmitAsync(order, order.Path + "/pay");
        Assert.Contains("data-status=\"Paid\"", paid.Body, StringComparison.Ordinal);
        Assert.Empty(PageHoles.In(paid.Body));
    }

    private static async Task<List<FormBrowser.Page>> EveryPageAsync(FormBrowser buyer)
    {
        var pages = new List<FormBrowser.Page>();
        foreach (var path in Paths)
            pages.Add(await buyer.GetAsync(path));
        // An order that waits for its payment shows what can be done about it, and leaves something behind for the checkout page.
        var item = pages.Single(page => page.Path == "/items/1");
        var checkout = await buyer.SubmitAsync(item, "/cart/add", ("then", "checkout"));
        pages.Add(checkout);
        pages.Add(await buyer.GetAsync("/cart"));
        var order = await buyer.SubmitAsync(checkout, "/orders", ("name", "Li Lei"), ("phone", "138"), ("address", "1 Harbour Road"));
        pages.Add(order);
        pages.Add(await buyer.SubmitAsync(order, order.Path + "/pay"));
        return pages;
    }

    private static readonly string[] Paths =
    [
        "/", "/c/beauty", "/search?q=tea", "/items/1", "/items/1/reviews", "/activities", "/activities/singles-day", "/coupons", "/group", "/group/list", "/group/1",
        "/shops", "/shops/1", "/shops/1/items", "/channels", "/channels/beauty", "/register", "/orders", "/me",
    ];

    [GeneratedRegex("href=\"(/c/[a-z]+)\"")]
    private static partial Regex CategoryLink();

    [GeneratedRegex("href=\"(/items/[0-9]+)\"")]
    private static partial Regex ItemLink();
}
