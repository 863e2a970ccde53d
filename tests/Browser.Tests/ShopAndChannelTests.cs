using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Seawall.Browser.Tests;

[Collection(nameof(Chromium))]
public sealed class ShopAndChannelTests(Chromium chromium)
{
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
