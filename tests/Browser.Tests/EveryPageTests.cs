using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Seawall.Browser.Tests;

/// <summary>Every page of the storefront, on a phone and a desktop, in both languages: accessible, no wider than the screen, without a fault, pictured.</summary>
[Collection(nameof(Chromium))]
public sealed class EveryPageTests(Chromium chromium, ITestOutputHelper output)
{
    private const int OwnBytes = 60 * 1024;

    // What a visitor finds: an address, or the first link that a page before has to it.
    private static readonly (string Name, string To, string? Link)[] Public =
    [
        ("home", "/", null),
        ("category", "/", "main a[href^='/c/']"),
        ("search", "/search?q=tea", null),
        ("search-nothing", "/search?q=zzzzzz", null),
        ("item", "/items/1", null),
        ("reviews", "/items/1/reviews", null),
        ("reviews-bad", "/items/1/reviews?stars=Bad", null),
        ("activities", "/activities", null),
        ("activity", "/activities", "main a[href^='/activities/']"),
        ("coupons", "/coupons", null),
        ("group", "/group", null),
        ("group-list", "/group/list", null),
        ("group-deal", "/group/list", "main a[href^='/group/']:not([href*='list'])"),
        ("shops", "/shops", null),
        ("shops-beauty", "/shops?category=beauty", null),
        ("shop", "/shops", "main a[href^='/shops/']"),
        ("shop-items", "/shops/6/items", null),
        ("channels", "/channels", null),
        ("channel", "/channels", "main a[href^='/channels/']"),
        ("sign-in", "/sign-in", null),
        ("register", "/register", null),
        ("not-found", "/items/999999", null),
    ];

    [Theory]
    [InlineData("phone", "zh-CN", 21)]
    [InlineData("phone", "en-GB", 22)]
    [InlineData("desktop", "zh-CN", 23)]
    [InlineData("desktop", "en-GB", 24)]
    public async Task Every_page_is_accessible_fits_the_screen_and_loads_without_a_fault(string device, string locale, int buyer)
    {
        var page = await chromium.VisitAsync(device, locale);
        var walk = new Inspection(page, device, locale);

        foreach (var (name, to, link) in Public)
            await walk.VisitAsync(name, link is null ? to : await FirstLinkAsync(page, to, link), name == "not-found" ? 404 : 200);

        await SignInAsync(page, buyer);
        await walk.VisitAsync("cart-empty", "/cart");
        await page.GotoAsync("/coupons");
        await page.Locator("form[action$='/claim'] button").First.ClickAsync();
        await walk.LookAsync("coupons-claimed");
        await page.GotoAsync("/items/5");
        await page.Locator("button[value=cart]").ClickAsync();
        await walk.LookAsync("cart");
        await page.Locator(".sum .button").ClickAsync();
        await walk.LookAsync("checkout");
        await page.FillAsync("[name=name]", "李雷");
        await page.FillAsync("[name=phone]", "13800000000");
        await page.FillAsync("[name=address]", "海港路 1 号");
        await page.Locator(".sum .button").ClickAsync();
        await walk.LookAsync("order-unpaid");
        await page.Locator(".sum .button").ClickAsync();
        await Expect(page.Locator("article")).ToHaveAttributeAsync("data-status", "Paid");
        await walk.LookAsync("order-paid");
        await page.Locator("main a[href*='/reviews/']").First.ClickAsync();
        await walk.LookAsync("review-form");
        await walk.VisitAsync("orders", "/orders");
        await walk.VisitAsync("me", "/me");

        foreach (var fault in walk.Faults)
            output.WriteLine(fault);
        Assert.Empty(walk.Faults);
        Assert.True(walk.OwnBytes is > 0 and <= OwnBytes, $"own style sheets and scripts are {walk.OwnBytes} bytes, {OwnBytes} are allowed");
        output.WriteLine($"{walk.Pages} pages, {walk.OwnBytes} bytes of own CSS and JS");
    }

    [Fact]
    public async Task The_rules_find_what_is_wrong_with_a_page()
    {
        var page = await chromium.VisitAsync("phone", "en-GB");
        await page.SetContentAsync(
            """<html lang="en"><title>x</title><main><h1>x</h1><p style="color:#999;background:#fff">pale</p><img src="data:,"><a href="/a">a</a><input></main></html>""");

        var rules = (await Axe.ViolationsAsync(page)).Select(violation => violation.Split(':')[0]).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["color-contrast", "image-alt", "label", "target-size"], rules);
    }

    private static async Task<string> FirstLinkAsync(IPage page, string from, string link)
    {
        await page.GotoAsync(from);
        return (await page.Locator(link).First.GetAttributeAsync("href"))!;
    }

    private static async Task SignInAsync(IPage page, int buyer)
    {
        await page.GotoAsync("/sign-in");
        await page.FillAsync("[name=email]", $"buyer{buyer}@seawall.test");
        await page.FillAsync("[name=password]", "seawall-demo");
        await page.Locator("main button[type=submit]").ClickAsync();
        await Expect(page.Locator("main")).ToHaveAttributeAsync("data-page", "home");
    }
}
