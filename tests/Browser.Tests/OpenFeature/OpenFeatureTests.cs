using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Seawall.Control.Tests.Ofrep;

namespace Seawall.Browser.Tests.OpenFeature;

/// <summary>The SDKs of OpenFeature with their OFREP providers, unmodified, as npm has them by the lock files beside this one.</summary>
public sealed class OpenFeatureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_server_SDK_evaluates_every_type()
    {
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        var packages = await NpmPackages.InstalledAsync(Folder("server"), "openfeature-server");

        var output = await RunAsync(packages, "node", Path.Combine(Folder("server"), "evaluate.js"), server.Address.ToString().TrimEnd('/'), OfrepServer.Token);

        Assert.Equal(
            [
                """["boolean app",true,"on","TARGETING_MATCH",null]""",
                """["boolean h5",false,"off","TARGETING_MATCH",null]""",
                """["string","a grid","grid","DEFAULT",null]""",
                """["string h5","a list","list","TARGETING_MATCH",null]""",
                """["integer",30,"many","STATIC",null]""",
                """["float",0.5,"half","STATIC",null]""",
                """["object",{"size":5,"order":["new","old"]},"a","STATIC",null]""",
                """["share","two","two","SPLIT",null]""",
                // This provider is older than answers without a value: it calls them an error, and the code's default holds as it must.
                """["disabled",true,null,"ERROR","GENERAL"]""",
                """["absent",true,null,"ERROR","FLAG_NOT_FOUND"]""",
                """["another type",4,null,"ERROR","TYPE_MISMATCH"]""",
                """["no key","none",null,"ERROR","TARGETING_KEY_MISSING"]""",
            ],
            output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task The_web_SDK_in_chromium_sees_a_change_by_the_event_stream_and_never_polls()
    {
        var script = await BundledAsync();
        var asked = new ConcurrentQueue<string>();
        await using var page = await PageServerAsync(script);
        await using var server = await OfrepServer.StartAsync(
            new() { AllowedOrigins = [page.Origin] });
        await server.PublishSamplesAsync();
        page.Config = $"window.seawall = {JsonSerializer.Serialize(new { @base = server.Address.ToString().TrimEnd('/'), token = OfrepServer.Token })};";

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var tab = await browser.NewPageAsync();
        tab.Request += (_, request) => asked.Enqueue($"{request.Method} {new Uri(request.Url).AbsolutePath}");
        await tab.GotoAsync(page.Origin);
        await SeenAsync(tab, """["ready",false,"a list"]""");

        await server.PublishAsync(("catalog.recommend", OfrepServer.OffFor("partner")));
        await SeenAsync(tab, """["changed",true,"a list"]""");
        await server.PublishAsync(("web.layout", null));
        await SeenAsync(tab, """["changed",true,"none"]""");

        Assert.Equal(1, asked.Count(one => one == "GET /ofrep/v1/events"));
        Assert.Equal(3, asked.Count(one => one == "POST /ofrep/v1/evaluate/flags"));
    }

    private static async Task SeenAsync(IPage tab, string what)
    {
        try
        {
            await tab.WaitForFunctionAsync("what => (window.seen ?? []).some(one => JSON.stringify(one) === what)", what, new() { Timeout = (float)Limit.TotalMilliseconds });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"the page should see {what}, saw {await tab.EvaluateAsync<string>("JSON.stringify(window.seen ?? null)")}");
        }
    }

    private static async Task<string> BundledAsync()
    {
        var packages = await NpmPackages.InstalledAsync(Folder("web"), "openfeature-web");
        return await RunAsync(
            packages, Path.Combine(packages, ".bin", "esbuild"), Path.Combine(Folder("web"), "page.js"), "--bundle", "--format=esm", "--log-level=error");
    }

    private static async Task<string> RunAsync(string packages, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(packages) };
        start.Environment["NODE_PATH"] = packages;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Limit}");
        }
        Assert.True(process.ExitCode == 0, $"{program}: {await output}{await error}");
        return await output;
    }

    private static async Task<PageServer> PageServerAsync(string script)
    {
        var page = new PageServer();
        await page.StartAsync(app =>
        {
            app.MapGet("/", () => Results.Text("<!doctype html><title>flags</title><script src=config.js></script><script type=module src=page.js></script>", "text/html"));
            app.MapGet("/config.js", () => Results.Text(page.Config, "text/javascript"));
            app.MapGet("/page.js", () => Results.Text(script, "text/javascript"));
        });
        return page;
    }

    private static string Folder(string name, [CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, name);
}
