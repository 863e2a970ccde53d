using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Seawall.Browser.Tests;

/// <summary>The waiting page as buyers come to it: on a phone and a desk, in both languages, with scripts and without, until they are let in.</summary>
public sealed class WaitingPageTests
{
    private const string Closed = """{"paths":["/items/42"],"open":false,"title":"Rush hour","titleZh":"限时抢购"}""";

    [Theory]
    [InlineData("phone", "zh-CN", true)]
    [InlineData("phone", "en-GB", false)]
    [InlineData("desktop", "en-GB", true)]
    [InlineData("desktop", "zh-CN", false)]
    public async Task It_fits_shows_the_place_and_goes_on_by_itself_when_the_turn_comes(string device, string locale, bool scripts)
    {
        await using var edge = await EdgeAsync();
        var config = edge.Services.GetRequiredService<LiveConfig>();
        config.Swap(ConfigSnapshot.Of(1, [new ConfigEntry("door/rush", Closed, 1)]));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var page = await Chromium.VisitAsync(browser, new Uri(edge.Urls.Single()), device, locale, scripts);
        var problems = new ConcurrentQueue<string>();
        page.Console += (_, said) =>
        {
            if (said.Type == "error")
                problems.Enqueue(said.Text);
        };
        page.PageError += (_, error) => problems.Enqueue(error);

        await page.GotoAsync("/items/42");
        await Expect(page.Locator("#position")).ToHaveTextAsync("1");
        await Expect(page.Locator("h1")).ToContainTextAsync(locale == "zh-CN" ? "限时抢购 尚未开始" : "Rush hour");
        Assert.True(await page.Locator("main").EvaluateAsync<bool>("main => main.getBoundingClientRect().right <= innerWidth && main.getBoundingClientRect().left >= 0"), "the page is wider than the window");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Chromium.Screenshots, $"waiting-{device}-{locale[..2]}.png") });

        config.Swap(ConfigSnapshot.Of(2, [new ConfigEntry("door/rush", Closed.Replace("\"open\":false", "\"open\":true", StringComparison.Ordinal), 2)]));
        await Expect(page.Locator("#bought")).ToBeVisibleAsync();
        Assert.Empty(problems);
    }

    private static async Task<WebApplication> EdgeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = "edge", Edge = true, DoorSecret = "of this test" });
        var edge = builder.Build();
        edge.UseRouting();
        edge.UseSeawall();
        edge.MapGet("/items/42", () => Results.Content("<!DOCTYPE html><html lang=\"en\"><title>In</title><p id=\"bought\">in", "text/html"));
        edge.MapGet("/favicon.ico", () => Results.NoContent());
        await edge.StartAsync();
        return edge;
    }
}
