using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Seawall.Browser.Tests.Console;

/// <summary>Every page of the console, on a phone and a desktop, in both languages, light and dark, with and without scripts: accessible, no wider than the screen, without a fault, pictured.</summary>
[Collection(nameof(ConsoleBrowser))]
public sealed class ConsolePagesTests(ConsoleBrowser browser, ITestOutputHelper output)
{
    private static readonly (string Name, string To, int Status)[] Pages =
    [
        ("overview", "/", 200),
        ("live", "/live", 200),
        ("live-one", "/live?span=1m&business=trade", 200),
        ("businesses", "/businesses", 200),
        ("live-business", "/businesses/trade?span=1m", 200),
        ("servers", "/servers", 200),
        ("monitors", "/monitors", 200),
        ("statements", "/statements", 200),
        ("statements-errors", "/statements?by=errors&since=15m", 200),
        ("statement", "/statements/0000000000000001?since=1h", 200),
        ("statement-none", "/statements/00000000000000ff", 200),
        ("gates", "/gates", 200),
        ("gate-rules", "/gates/rules", 200),
        ("gate-tables", "/gates/tables?since=1h", 200),
        ("margin", "/margin", 200),
        ("processes", "/processes", 200),
        ("log", "/processes/catalog", 200),
        ("readiness", "/readiness", 200),
        ("readiness-open", "/readiness?show=open&owner=lab", 200),
        ("switches", "/switches", 200),
        ("switches-none", "/switches?q=nothing", 200),
        ("plan", "/changes/plan?key=reviews.list&key=reviews.counts&key=trade.order&set=off&role=h5", 200),
        ("plan-nothing", "/changes/plan", 200),
        ("undo", "/changes/1/undo", 200),
        ("items", "/items", 200),
        ("item-edit", "/items/edit?key=item%2Fcheckout%2Fbanner", 200),
        ("roles", "/roles?agent=iPhone", 200),
        ("instances", "/instances", 200),
        ("changes", "/changes", 200),
        ("change", "/changes/2", 200),
        ("waiting", "/changes/waiting", 200),
        ("plans", "/plans", 200),
        ("plan-one", "/plans/fire", 200),
        ("plan-active", "/plans/flood", 200),
        ("dial", "/dial", 200),
        ("freeze", "/freeze", 200),
        ("doors", "/doors", 200),
        ("matrix", "/matrix", 200),
        ("drills", "/drills", 200),
        ("palette", "/palette", 200),
        ("not-found", "/nothing/here", 404),
    ];

    [Theory]
    [InlineData("phone", "zh-CN", false, true)]
    [InlineData("phone", "en-GB", true, true)]
    [InlineData("desktop", "zh-CN", true, true)]
    [InlineData("desktop", "en-GB", false, true)]
    [InlineData("phone", "en-GB", false, false)]
    [InlineData("desktop", "en-GB", false, false)]
    public async Task Every_page_is_accessible_fits_the_screen_and_loads_without_a_fault(string device, string locale, bool dark, bool javaScript)
    {
        var page = await browser.VisitAsync(device, locale, javaScript, dark);
        var kind = $"console{(dark ? "-dark" : "")}{(javaScript ? "" : "-plain")}-";
        var walk = new Inspection(page, device, locale, javaScript);
        await walk.VisitAsync(kind + "signed-out", "/margin", 401);
        await walk.VisitAsync(kind + "wrong-link", "/sign-in");
        await page.GotoAsync(browser.Host.Link);
        if (!javaScript)
        {
            await walk.LookAsync(kind + "link");
            await page.Locator("form[action='/sign-in'] button").ClickAsync();
        }
        await page.WaitForURLAsync(address => new Uri(address).AbsolutePath == "/");

        foreach (var (name, to, status) in Pages)
        {
            await walk.VisitAsync(kind + name, to, status, ready: javaScript && name.StartsWith("live", StringComparison.Ordinal) ? ".uplot canvas" : "main");
        }

        foreach (var fault in walk.Faults)
            output.WriteLine(fault);
        Assert.Empty(walk.Faults);
        output.WriteLine($"{walk.Pages} pages, {walk.OwnBytes} bytes of own CSS and JS");
    }

    [Fact]
    public async Task Live_figures_flow_without_a_reload()
    {
        var page = await browser.SignedInAsync("desktop", "en-GB");
        await page.GotoAsync("/live");
        var at = page.Locator("tr[data-business=trade] [data-f=calls]");
        await Expect(page.Locator("[data-stream-state]")).ToHaveTextAsync("Live, every second");
        await Expect(at).Not.ToHaveTextAsync("0");
        var before = await at.TextContentAsync();
        await Expect(at).Not.ToHaveTextAsync(before!);
        Assert.Equal(4, await page.Locator(".uplot canvas").CountAsync());
    }

    [Fact]
    public async Task A_log_is_followed_and_never_read_as_markup()
    {
        var page = await browser.SignedInAsync("phone", "en-GB");
        await page.GotoAsync("/processes/catalog");
        await Expect(page.Locator("[data-follow-state]")).ToHaveTextAsync("Following");
        await Expect(page.Locator("#log")).ToContainTextAsync("followed");
        await Expect(page.Locator("#log")).ToContainTextAsync("<b>not markup</b>");
    }

    [Fact]
    public async Task The_overview_refreshes_itself_and_everything_is_reached_by_keyboard()
    {
        var page = await browser.SignedInAsync("desktop", "en-GB");
        var asOf = page.Locator("#fresh > p.num");
        var before = await asOf.TextContentAsync();
        await Expect(asOf).Not.ToHaveTextAsync(before!);

        await page.GotoAsync("/");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("a.card").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Signing_out_ends_it_and_a_link_works_once()
    {
        var page = await browser.VisitAsync("desktop", "en-GB");
        var link = browser.Host.Link;
        await page.GotoAsync(link);
        await page.WaitForURLAsync(address => new Uri(address).AbsolutePath == "/");
        await page.Locator("form[action='/sign-out'] button").ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("seawall console");
        await page.GotoAsync(link);
        await Expect(page.Locator("main")).ToContainTextAsync("This link has been used");
        Assert.Equal(401, (await page.GotoAsync("/margin"))!.Status);
    }

    [Fact]
    public async Task A_report_runs_nothing_of_its_own()
    {
        var page = await browser.SignedInAsync("desktop", "en-GB");
        var answer = await page.GotoAsync("/reports/forecast");
        Assert.Equal(200, answer!.Status);
        Assert.StartsWith("sandbox;", (await answer.AllHeadersAsync())["content-security-policy"], StringComparison.Ordinal);
        Assert.Equal(404, (await page.GotoAsync("/reports/..%2Fsecrets"))!.Status);
    }
}
