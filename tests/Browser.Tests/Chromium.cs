using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using Seawall.Mall.Tests;

namespace Seawall.Browser.Tests;

/// <summary>The system's chromium and a mall hosted in this process, for all tests of the assembly.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public MallSite Site { get; private set; } = null!;

    public static string Artifacts { get; } = Path.Combine(Root(), "artifacts");

    /// <summary>Where screenshots are left for people to look at.</summary>
    public static string Screenshots { get; } = Path.Combine(Artifacts, "screenshots");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Screenshots);
        Site = await MallSite.TogetherAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync(_playwright);
    }

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Environment.GetEnvironmentVariable("SEAWALL_CHROMIUM") ?? "/usr/bin/chromium",
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
        ],
    });

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Site.DisposeAsync();
    }

    /// <summary>A fresh visitor at a phone's or a desktop's width.</summary>
    public Task<IPage> VisitAsync(string device, string locale, bool javaScript = true) => VisitAsync(_browser, Site.Storefront, device, locale, javaScript);

    public static async Task<IPage> VisitAsync(IBrowser browser, Uri site, string device, string locale, bool javaScript = true, bool dark = false)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.ToString(),
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            JavaScriptEnabled = javaScript,
            ViewportSize = device == "phone" ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 900 },
            DeviceScaleFactor = device == "phone" ? 2 : 1,
            IsMobile = device == "phone",
            HasTouch = device == "phone",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(15_000);
        return await context.NewPageAsync();
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}

[CollectionDefinition(nameof(Chromium))]
public sealed class ChromiumTests : ICollectionFixture<Chromium>;
