using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Seawall.Browser.Tests;

[Collection(nameof(Chromium))]
public sealed class ShoppingTests(Chromium chromium)
{
    [Theory]
    [InlineData("phone", "zh-CN", 11)]
    [InlineData("phone", "en-GB", 12)]
    [InlineData("desktop", "zh-CN", 13)]
    [InlineData("desktop", "en-GB", 14)]
    public async Task A_buyer_signs_in_finds_orders_pays_and_sees_the_order(string device, string locale, int buyer)
    {
        var zh = locale == "zh-CN";
        var page = await chromium.VisitAsync(device, locale);
        var broken = new PageFaults(page);
        async Task Look(string name)
        {
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{name} is {overflow} px wider than the {device}");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Chromium.Screenshots, $"{name}-{device}-{locale[..2]}.png"), FullPage = name is "home" or "category" or "item" });
        }

        await page.GotoAsync("/");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", zh ? "zh-CN" : "en");
        await Look("home");

        await page.GotoAsync("/sign-in");
        await Look("sign-in");
        await page.FillAsync("[name=email]", $"buyer{buyer}@seawall.test");
        await page.FillAsync("[name=password]", "seawall-demo");
        await page.Locator("main button[type=submit]").ClickAsync();
        await Expect(page.Locator("main")).ToHaveAttributeAsync("data-page", "home");

        await page.Locator(".categories a").First.ClickAsync();
        await Look("category");

        await page.FillAsync("[name=q]", zh ? "无线耳机" : "wireless headphones");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToContainTextAsync(zh ? "无线耳机" : "wireless headphones");
        await Look("search");

        await page.Locator(".card a").First.ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync(zh ? "无线耳机" : "Wireless Headphones");
        await Look("item");
        await page.FillAsync("main [name=quantity]", "2");
        await page.Locator("button[value=cart]").ClickAsync();
        await Expect(page.Locator("main")).ToHaveAttributeAsync("data-page", "cart");
        await Expect(page.Locator("[name=quantity]").First).ToHaveValueAsync("2");
        await Look("cart");

        await page.Locator(".sum .button").ClickAsync();
        await page.FillAsync("[name=name]", zh ? "李雷" : "Li Lei");
        await page.FillAsync("[name=phone]", "13800000000");
        await page.FillAsync("[name=address]", zh ? "海港路 1 号" : "1 Harbour Road");
        await Look("checkout");
        await page.Locator(".sum .button").ClickAsync();
        await Expect(page.Locator("article")).ToHaveAttributeAsync("data-status", "Unpaid");
        await Look("order-unpaid");

        await page.Locator(".sum .button").ClickAsync();
        await Expect(page.Locator("article")).ToHaveAttributeAsync("data-status", "Paid");
        await Look("order-paid");
        var address = new Uri(page.Url).AbsolutePath;

        await page.GotoAsync("/orders");
        await Expect(page.Locator($"a[href='{address}']")).ToContainTextAsync(zh ? "已付款" : "Paid");
        await Look("orders");
        await page.GotoAsync("/me");
        await Look("me");
        Assert.Empty(broken.Take());
    }

    [Fact]
    public async Task The_language_is_switched_by_a_link_and_remembered()
    {
        var page = await chromium.VisitAsync("desktop", "en-GB");
        await page.GotoAsync("/search?q=tea");

        await page.Locator(".language").ClickAsync();

        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        Assert.EndsWith("/search?q=tea", page.Url, StringComparison.Ordinal);
        await page.GotoAsync("/");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
    }

    [Fact]
    public async Task Shopping_works_without_scripts_and_from_the_keyboard()
    {
        var page = await chromium.VisitAsync("desktop", "en-GB", javaScript: false);
        await page.GotoAsync("/sign-in");
        await page.Locator("[name=email]").FocusAsync();
        await page.Keyboard.TypeAsync("buyer15@seawall.test");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("seawall-demo");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToHaveAttributeAsync("data-page", "home");

        await page.GotoAsync("/items/5");
        await page.Locator("button[value=checkout]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("main")).ToHaveAttributeAsync("data-page", "checkout");
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("desktop")]
    public async Task A_page_that_is_not_there_says_so(string device)
    {
        var page = await chromium.VisitAsync(device, "en-GB");
        var answer = await page.GotoAsync("/items/999999");

        Assert.Equal(404, answer!.Status);
        await Expect(page.Locator("h1")).ToHaveTextAsync("We could not find that page");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Chromium.Screenshots, $"not-found-{device}-en.png") });
    }
}
