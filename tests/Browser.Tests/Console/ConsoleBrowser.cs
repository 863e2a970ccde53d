using Microsoft.Playwright;
using Seawall.Control.Tests;

namespace Seawall.Browser.Tests.Console;

/// <summary>The system's chromium before a console with a made-up site.</summary>
public sealed class ConsoleBrowser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    internal ConsoleHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Chromium.Screenshots);
        Host = await ConsoleHost.StartAsync(FakeSite.Filled());
        await ConsolePlans.FillAsync(Host);
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Somebody who is not signed in.</summary>
    internal Task<IPage> VisitAsync(string device, string locale, bool javaScript = true, bool dark = false, ConsoleHost? host = null) =>
        Chromium.VisitAsync(_browser, (host ?? Host).Address, device, locale, javaScript, dark);

    /// <summary>Somebody who came with a link; without scripts the link's page has a button.</summary>
    internal async Task<IPage> SignedInAsync(string device, string locale, bool javaScript = true, bool dark = false, ConsoleHost? host = null)
    {
        var page = await VisitAsync(device, locale, javaScript, dark, host);
        await page.GotoAsync((host ?? Host).Link);
        if (!javaScript)
            await page.Locator("form[action='/sign-in'] button").ClickAsync();
        await page.WaitForURLAsync(address => new Uri(address).AbsolutePath == "/");
        return page;
    }
}

[CollectionDefinition(nameof(ConsoleBrowser))]
public sealed class ConsoleBrowserTests : ICollectionFixture<ConsoleBrowser>;
