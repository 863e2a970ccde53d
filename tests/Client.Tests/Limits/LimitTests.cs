using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Client.Limits;
using Seawall.Client.Switches;

namespace Seawall.Client.Tests;

public sealed class LimitTests
{
    private const string Quotas = """{"scope":{"path":"/items"},"grade":"G2","roles":{"batch":{"rate":0,"burst":2,"delayMs":1},"partner":{"concurrency":0}}}""";

    [Fact]
    public void A_limit_says_what_it_holds_back()
    {
        var limit = Limit.Parse(
            "limit/items",
            """{"scope":{"path":"/items"},"grade":"G2","mode":"adaptive","queueMs":30,"roles":{"batch":{"rate":5,"burst":9,"concurrency":2},"*":{"rate":100}},"first":["batch"]}""",
            out var faults);
        Assert.Empty(faults);
        Assert.Equal(("items", "/items", Grade.G2, LimitMode.Adaptive, 30), (limit!.Name, limit.Path, limit.Grade, limit.Mode, limit.QueueMs));
        Assert.Equal(new Quota(5, 9, 2), limit.QuotaOf("batch"));
        Assert.Equal(new Quota(100, 1, null), limit.QuotaOf("app"));
        Assert.Equal(["batch"], limit.First);
    }

    [Fact]
    public void Every_fault_is_told_with_its_path()
    {
        Assert.Null(Limit.Parse("limit/x", """{"scope":{"path":"items","host":"a"},"grade":"7","mode":"auto","least":9,"most":5,"roles":{"B":{"rate":-1},"batch":{"burst":2}}}""", out var faults));
        Assert.Equal(
            [
                "limit/x.scope.path: must be a path that begins with /, was 'items'",
                "limit/x.grade: must be one of G0, G1, G2, G3, G4, was '7'",
                "limit/x.mode: must be fixed or adaptive, was 'auto'",
                "limit/x.roles.B: is no role's id and not '*'",
                "limit/x.roles.B.rate: must be 0..1000000000, was -1",
                "limit/x.roles.batch: has neither 'rate' nor 'concurrency'",
                "limit/x.scope.host: is not known here; known are feature, path",
                "limit/x.least: must be at most 'most', 5, was 9",
            ],
            faults);
        Assert.Null(Limit.Parse("limit/x", "{}", out faults));
        Assert.Equal("limit/x.roles: is missing; a fixed limit holds back by quotas only", Assert.Single(faults));
    }

    [Fact]
    public async Task A_role_is_refused_429_when_its_quota_is_used_and_others_pass_without_a_restart()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = AddressOf(app) };
        var config = app.Services.GetRequiredService<LiveConfig>();
        Assert.Equal(new[] { 200, 200, 200 }, new[] { await AskAsync("batch"), await AskAsync("batch"), await AskAsync("batch") });

        Assert.Empty(config.Swap(ConfigSnapshot.Of(1, [new ConfigEntry("limit/items", Quotas, 1)])));
        Assert.Equal(new[] { 200, 200, 429, 429 }, new[] { await AskAsync("batch"), await AskAsync("batch"), await AskAsync("batch"), await AskAsync("partner") });
        Assert.Equal(new[] { 200, 200 }, new[] { await AskAsync("app"), await AskAsync("") });
        Assert.Equal(new[] { 200, 200 }, new[] { await AskAsync("batch", "/other"), await AskAsync("batch", "/itemsets") });
        Assert.Equal(429, await AskAsync("batch", "/ITEMS/1"));
        using var refused = await SendAsync("batch", "/items/1");
        Assert.Equal("limit.items;G2;batch", Assert.Single(refused.Headers.GetValues("x-degraded")));
        Assert.Equal("3600", Assert.Single(refused.Headers.GetValues("Retry-After")));
        Assert.Contains("\"code\":\"role_quota\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Another limit changes: this one keeps what it has counted. Then it goes itself.
        config.Swap(ConfigSnapshot.Of(2, [new ConfigEntry("limit/items", Quotas, 1), new ConfigEntry("limit/other", Quotas.Replace("/items", "/other", StringComparison.Ordinal), 2)]));
        Assert.Equal(429, await AskAsync("batch"));
        config.Swap(ConfigSnapshot.Of(3, []));
        Assert.Equal(200, await AskAsync("batch"));

        async Task<int> AskAsync(string role, string path = "/items/1")
        {
            using var response = await SendAsync(role, path);
            return (int)response.StatusCode;
        }

        async Task<HttpResponseMessage> SendAsync(string role, string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (role.Length > 0)
                request.Headers.TryAddWithoutValidation("baggage", $"seawall.role={role}");
            return await http.SendAsync(request);
        }
    }

    [Fact]
    public async Task What_runs_at_once_is_bounded_and_the_rest_is_refused_503_and_every_place_comes_back()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = AddressOf(app) };
        app.Services.GetRequiredService<LiveConfig>().Swap(ConfigSnapshot.Of(1, [new ConfigEntry("limit/all", """{"grade":"G0","mode":"adaptive","least":2,"most":2,"queueMs":1}""", 1)]));
        var hold = app.Services.GetRequiredService<Hold>();
        var (one, two) = (http.GetAsync("/hold"), http.GetAsync("/hold"));
        await hold.BothCame.Task.WaitAsync(TimeSpan.FromSeconds(30));

        using var refused = await http.GetAsync("/items/1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("limit.all;G0;", Assert.Single(refused.Headers.GetValues("x-degraded")));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive")).StatusCode);

        hold.MayGo.SetResult();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [(await one).StatusCode, (await two).StatusCode]);
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/items/1")).StatusCode);
    }

    [Fact]
    public async Task Where_limits_are_set_from_none_is_obeyed()
    {
        await using var app = await StartAsync(obeys: false);
        using var http = new HttpClient { BaseAddress = AddressOf(app) };
        Assert.Empty(app.Services.GetRequiredService<LiveConfig>().Swap(ConfigSnapshot.Of(1, [new ConfigEntry("limit/all", """{"roles":{"*":{"concurrency":0}}}""", 1)])));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/items")).StatusCode);
    }

    private static async Task<WebApplication> StartAsync(bool obeys = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = "limited", ObeysLimits = obeys });
        builder.Services.AddSingleton<Hold>();
        var app = builder.Build();
        app.UseRouting();
        app.UseSeawall();
        app.MapSeawallHealth();
        app.MapGet("/hold", (Hold hold) => hold.StayAsync());
        app.MapGet("/{**any}", () => "ok");
        await app.StartAsync();
        return app;
    }

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private sealed class Hold
    {
        private int _came;

        public TaskCompletionSource BothCame { get; } = new();

        public TaskCompletionSource MayGo { get; } = new();

        public Task StayAsync()
        {
            if (Interlocked.Increment(ref _came) == 2)
                BothCame.SetResult();
            return MayGo.Task;
        }
    }
}
