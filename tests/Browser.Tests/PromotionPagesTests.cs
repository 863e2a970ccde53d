using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Seawall.Browser.Tests;

[Collection(nameof(Chromium))]
public sealed class PromotionPagesTests(Chromium chromium)
{
    [Theory]
    [InlineData("phone", "zh-CN", 171)]
    [InlineData("phone", "en-GB", 172)]
    [InlineData("desktop", "zh-CN", 173)]
    [InlineData("desktop", "en-GB", 174)]
    public async Task A_buyer_takes_a_coupon_finds_a_reduced_item_and_sees_what_is_saved(string device, string locale, int buyer)
    {
        var page = await chromium.VisitAsync(device, locale);
        async Task Look(string name)
        {
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{name} is {overflow} px wider than the {device}");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Chromium.Screenshots, $"promotions-{name}-{device}-{locale[..2]}.png"), FullPage = true });
        }

        await page.GotoAsync("/");
        await Look("home");
        await page.GotoAsync("/activities");
        await Look("activities");
        await page.GotoAsync("/coupons");
        await Look("coupons");

        await page.GotoAsync("/sign-in?back=/coupons");
        await page.FillAsync("[name=email]", $"buyer{buyer}@seawall.test");
        await page.FillAsync("[name=password]", "seawall-demo");
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.Locator(".ticket button").First.ClickAsync();
        await Expect(page.Locator("[data-coupon]")).ToHaveCountAsync(1);
        await Look("coupons-mine");

        await page.GotoAsync("/activities/singles-day");
        await Expect(page.Locator("section h2")).ToHaveCountAsync(5);
        await Look("activity");
        await page.Locator(".card a:has(.was)").First.ClickAsync();
        await Expect(page.Locator(".item-facts .was")).ToBeVisibleAsync();
        await Look("item");
        await page.FillAsync("main [name=quantity]", "9");
        await page.Locator("button[value=cart]").ClickAsync();
        await Expect(page.Locator(".savings")).ToBeVisibleAsync();
        await Look("cart");
        await page.GotoAsync("/checkout");
        await page.Locator(".coupon-choice a").Last.ClickAsync();
        await Expect(page.Locator(".coupon-choice [aria-current]")).ToHaveCountAsync(1);
        await Expect(page.Locator("[name=coupon]")).Not.ToHaveValueAsync("");
        await Look("checkout");
        await page.FillAsync("[name=name]", "Li Lei");
        await page.FillAsync("[name=phone]", "13800000000");
        await page.FillAsync("[name=address]", "1 Harbour Road");
        await page.Locator(".sum .button").ClickAsync();
        await Expect(page.Locator("article")).ToHaveAttributeAsync("data-status", "Unpaid");
        await Look("order");
        await page.GotoAsync("/coupons");
        await Expect(page.Locator("[data-coupon]")).ToHaveAttributeAsync("data-status", "Used");
    }
}
