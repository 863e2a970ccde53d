using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Client.Pins;

namespace Seawall.Client.Tests;

public sealed class PinTests : IDisposable
{
    private const string Home = """{"paths":["/","/lists/*"],"reason":"the catalog is busy"}""";

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("seawall-pin-");
    private readonly ManualClock _clock = new();
    private int _rendered;

    public void Dispose() => _state.Delete(recursive: true);

    [Fact]
    public async Task A_pinned_page_is_served_as_it_was_last_rendered_also_after_a_restart_and_live_again_without_the_pin()
    {
        await using (var app = await StartAsync())
        {
            using var http = Client(app);
            Assert.Equal("page 1 of /", await http.GetStringAsync("/"));
            Pin(app, Home);
            _clock.AdvanceMs(90_000);
            using var pinned = await http.GetAsync("/");
            Assert.Equal(("page 1 of /", "pin.home;stale", TimeSpan.FromSeconds(90)), (await pinned.Content.ReadAsStringAsync(), pinned.Headers.GetValues("x-degraded").Single(), pinned.Headers.Age));
            Assert.Equal("default-src 'self'", pinned.Headers.GetValues("Content-Security-Policy").Single());
            // Not rendered before: live once, and kept.
            Assert.Equal(["page 2 of /lists/7", "page 2 of /lists/7"], [await http.GetStringAsync("/lists/7"), await http.GetStringAsync("/lists/7")]);
            Assert.Equal("page 3 of /elsewhere", await http.GetStringAsync("/elsewhere"));
        }
        await using (var app = await StartAsync())
        {
            using var http = Client(app);
            Pin(app, Home);
            Assert.Equal("page 1 of /", await http.GetStringAsync("/"));
            app.Services.GetRequiredService<LiveConfig>().Swap(ConfigSnapshot.Of(3, []));
            Assert.Equal("page 4 of /", await http.GetStringAsync("/"));
            Assert.Empty(Directory.GetFiles(Path.Combine(_state.FullName, "pins")));
        }
    }

    [Fact]
    public async Task What_is_for_one_person_is_neither_kept_nor_replaced()
    {
        await using var app = await StartAsync();
        using var http = Client(app);
        Pin(app, """{"paths":["/"]}""");
        Assert.Equal("page 1 of /", await http.GetStringAsync("/"));
        using var signedIn = new HttpRequestMessage(HttpMethod.Get, "/");
        signedIn.Headers.Add("Cookie", "session=x");
        using var live = await http.SendAsync(signedIn);
        Assert.Equal("page 2 of /", await live.Content.ReadAsStringAsync());
        Assert.Equal("page 1 of /", await http.GetStringAsync("/"));
        foreach (var path in new[] { "/?cookie=1", "/?store=no", "/?fails=1", "/?plain=1" })
        {
            using var first = await http.GetAsync(path);
            using var second = await http.GetAsync(path);
            Assert.NotEqual(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        }
        Assert.Equal(HttpStatusCode.InternalServerError, (await http.GetAsync("/?fails=1")).StatusCode);
    }

    [Fact]
    public void Every_fault_of_a_pin_is_told_with_its_path()
    {
        Assert.Null(Pins.Pin.Parse("pin/home", """{"paths":["x"],"why":1}""", out var faults));
        Assert.Equal(
            ["pin/home.paths[0]: must be a path that begins with / and has no query, was 'x'", "pin/home.paths: names no page", "pin/home.why: is not known here; known are paths, reason"],
            faults);
    }

    private static void Pin(WebApplication app, string json) => app.Services.GetRequiredService<LiveConfig>().Swap(ConfigSnapshot.Of(2, [new ConfigEntry("pin/home", json, 2)]));

    private static HttpClient Client(WebApplication app)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
        };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        return http;
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = "edge", Edge = true, DoorSecret = "of this site", State = _state });
        var app = builder.Build();
        app.UseRouting();
        app.UseSeawall();
        app.MapFallback(async (HttpContext http) =>
        {
            var (query, response) = (http.Request.Query, http.Response);
            response.ContentType = query.ContainsKey("plain") ? "text/plain" : "text/html; charset=utf-8";
            response.Headers.ContentSecurityPolicy = "default-src 'self'";
            if (query.ContainsKey("cookie"))
                response.Cookies.Append("form", "1");
            if (query.ContainsKey("store"))
                response.Headers.CacheControl = "no-cache, no-store";
            if (query.ContainsKey("fails"))
                response.StatusCode = 500;
            await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"page {Interlocked.Increment(ref _rendered)} of {http.Request.Path}"));
        });
        await app.StartAsync();
        return app;
    }
}
