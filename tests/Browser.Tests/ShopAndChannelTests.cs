using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Seawall.Browser.Tests;

[Collection(nameof(Chromium))]
public sealed class ShopAndChannelTests(Chromium chromium)
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("home", "/"), ("item-shop", "/items/5"), ("category-beside", "/c/beauty"), ("shops", "/shops"), ("shops-beauty", "/shops?category=beauty"), ("shop", "/shops/6"),
        ("shop-items", "/shops/6/items"), ("channels", "/channels"), ("channel", "/channels/beauty"),
    ];

    [Theory]
    [InlineData("phone", "zh-CN")]
    [InlineData("phone", "en-GB")]
    [InlineData("desktop", "zh-CN")]
    [InlineData("desktop", "en-GB")]
    public async Task Every_page_of_shops_and_channels_fits_its_screen(string device, string locale)
    {
        var page = await chromium.VisitAsync(device, locale);
        foreach (var (name, path) in Pages)
        {
            var answer = await page.GotoAsync(path);
            Assert.Equal(200, answer!.Status);
            await Expect(page.Locator("nav.places a")).ToHaveCountAsync(5);
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} px wider than the {device}");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Chromium.Screenshots, $"{name}-{device}-{locale[..2]}.png"), FullPage = true });
        }
    }

    [Fact]
    public async Task A_shop_is_followed_and_left_with_its_button()
    {
        var page = await chromium.VisitAsync("phone", "en-GB");
        await page.GotoAsync("/sign-in?back=/shops/17");
        await page.FillAsync("[name=email]", "buyer163@seawall.test");
        await page.FillAsync("[name=password]", "seawall-demo");
        await page.Locator("main button[type=submit]").ClickAsync();
        var button = page.Locator(".shop-head button");
        var first = await button.InnerTextAsync();

        await button.ClickAsync();
        await Expect(button).Not.ToHaveTextAsync(first);
        await Expect(page.Locator(".notice")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Chromium.Screenshots, "shop-followed-phone-en.png") });
        await button.ClickAsync();

        await Expect(button).ToHaveTextAsync(first);
    }
}
