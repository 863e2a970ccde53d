using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Seawall.Browser.Tests;

[Collection(nameof(Chromium))]
public sealed class ReviewingTests(Chromium chromium)
{
    [Fact]
    public async Task A_review_is_written_without_scripts_and_from_the_keyboard()
    {
        var page = await chromium.VisitAsync("desktop", "en-GB", javaScript: false);
        await page.GotoAsync("/sign-in?back=/items/17");
        await page.FillAsync("[name=email]", "buyer97@seawall.test");
        await page.FillAsync("[name=password]", "seawall-demo");
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.Locator("button[value=checkout]").ClickAsync();
        await page.FillAsync("[name=phone]", "13800000000");
        await page.FillAsync("[name=address]", "1 Harbour Road");
        await page.Locator(".sum .button").ClickAsync();
        await page.Locator(".sum .button").ClickAsync();
        await page.Locator(".review-link").ClickAsync();

        await page.Locator("[name=stars][value='5']").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Typed, not clicked");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        foreach (var score in new[] { "description", "service", "logistics" })
        {
            await page.Keyboard.PressAsync("Tab");
            await Expect(page.Locator($"[name={score}]:focus")).ToHaveCountAsync(1);
            await page.Keyboard.PressAsync("Space");
        }
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("main")).ToHaveAttributeAsync("data-page", "reviews");
        var review = page.Locator("[data-review]").First;
        await Expect(review).ToContainTextAsync("Typed, not clicked");
        await Expect(review.Locator("strong")).ToHaveTextAsync("B***7");
        await Expect(review.Locator(".stars")).ToHaveAttributeAsync("aria-label", "4 stars");
    }
}
