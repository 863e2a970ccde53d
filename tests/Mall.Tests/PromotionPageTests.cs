using System.Net;
using System.Text.RegularExpressions;
using Seawall.Mall.Promotions;

namespace Seawall.Mall.Tests;

public sealed partial class PromotionPageTests
{
    [Theory]
    [InlineData(true, 161)]
    [InlineData(false, 162)]
    public async Task Item_page_cart_checkout_and_order_show_one_amount(bool together, int buyer)
    {
        await using var site = together ? await MallSite.TogetherAsync() : await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);
        var activity = await browser.GetAsync("/activities/singles-day");
        Assert.Equal(5, Floor().Count(activity.Body));
        var reduced = ReducedCard().Match(activity.Body);
        Assert.True(reduced.Success, activity.Body);

        await SignInAsync(browser, buyer);
        var item = await browser.GetAsync($"/items/{reduced.Groups[1].Value}");
        var price = PriceCents().Match(item.Body).Groups[1].Value;
        Assert.Contains("class=\"was\"", item.Body, StringComparison.Ordinal);
        Assert.Contains("class=\"item-offers\"", item.Body, StringComparison.Ordinal);
        var checkout = await browser.SubmitAsync(item, "/cart/add", ("then", "checkout"));
        var expected = Expected().Match(checkout.Body).Groups[1].Value;
        Assert.Contains("class=\"savings\"", checkout.Body, StringComparison.Ordinal);
        var order = await browser.SubmitAsync(checkout, "/orders", ("name", "Li Lei"), ("phone", "138"), ("address", "1 Harbour Road"));

        Assert.Contains($" data-total-cents=\"{expected}\"", order.Body, StringComparison.Ordinal);
        Assert.True(long.Parse(expected, null) <= long.Parse(price, null), $"{expected} is more than the item's {price}");
    }

    [Fact]
    public async Task A_coupon_is_claimed_once_by_one_form_and_only_by_who_signed_in()
    {
        await using var site = await MallSite.TogetherAsync();
        using var browser = new FormBrowser(site.Storefront);
        var center = await browser.GetAsync("/coupons");
        var away = await browser.SubmitAsync(center, "/coupons/3/claim");
        Assert.Equal("/sign-in?back=%2Fcoupons", away.Path);
        await SignInAsync(browser, 163);

        var form = await browser.GetAsync("/coupons");
        var claimed = await browser.SubmitAsync(form, "/coupons/3/claim");
        var again = await browser.SubmitAsync(form, "/coupons/3/claim");
        var second = await browser.SubmitAsync(again, "/coupons/3/claim");
        var third = await browser.SubmitAsync(second, "/coupons/3/claim");

        Assert.Equal("/coupons?notice=couponClaimed", claimed.Path);
        Assert.Equal("/coupons?notice=couponClaimed", again.Path);
        Assert.Equal(1, MyCoupon().Count(again.Body));
        Assert.Equal(2, MyCoupon().Count(second.Body));
        Assert.Equal("/coupons?notice=couponLimitReached", third.Path);
    }

    [Fact]
    public async Task With_promotions_down_browsing_goes_on_at_list_price_and_the_cart_says_to_wait()
    {
        await using var site = await MallSite.ApartAsync();
        using var browser = new FormBrowser(site.Storefront);
        await SignInAsync(browser, 164);
        await browser.SubmitAsync(await browser.GetAsync("/items/7"), "/cart/add", ("then", "cart"));

        await site.StopAsync(PromotionsBusiness.Name);

        foreach (var path in new[] { "/", "/c/digital", "/search?q=phone", "/items/7" })
        {
            var page = await browser.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, page.Status));
            Assert.DoesNotContain("class=\"was\"", page.Body, StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/cart", "/checkout", "/activities", "/coupons" })
        {
            var page = await browser.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, page.Status));
            Assert.Contains("data-page=\"problem\"", page.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/activities/nothing")]
    [InlineData("/activities/Singles-Day")]
    public async Task An_unknown_activity_is_a_page_with_status_404(string path)
    {
        await using var site = await MallSite.TogetherAsync();
        using var browser = new FormBrowser(site.Storefront);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).Status);
    }

    private static async Task SignInAsync(FormBrowser browser, int buyer) => await browser.SubmitAsync(
        await browser.GetAsync("/sign-in"), "/sign-in", ("email", $"buyer{buyer}@seawall.test"), ("password", "seawall-demo"));

    [GeneratedRegex("id=\"floor-[0-9]+\"")]
    private static partial Regex Floor();

    // A card's link with a struck-out price before the next card begins.
    [GeneratedRegex("<li class=\"card\">\\s*<a href=\"/items/([0-9]+)\">(?:(?!</li>).)*class=\"was\"", RegexOptions.Singleline)]
    private static partial Regex ReducedCard();

    [GeneratedRegex("data-price-cents=\"([0-9]+)\"")]
    private static partial Regex PriceCents();

    [GeneratedRegex("name=\"expected\" value=\"([0-9]+)\"")]
    private static partial Regex Expected();

    [GeneratedRegex("data-coupon=\"[0-9]+\"")]
    private static partial Regex MyCoupon();
}
