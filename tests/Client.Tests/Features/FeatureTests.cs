using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seawall.Client.Calls;
using Seawall.Client.Features;
using Seawall.Client.Switches;
using Seawall.Client.Tests.Switches;

namespace Seawall.Client.Tests.Features;

[Collection(TheBoard.Name)]
public sealed class FeatureTests
{
    private static readonly Feature Refused = Feature.Define("tested.refused", Grade.G2, Fallback.Refuse);
    private static readonly Feature Silent = Feature.Define("tested.silent", Grade.G4, Fallback.Empty());
    private static readonly Feature Listed = Feature.Define("tested.listed", Grade.G4, Fallback.Empty("[]", onFailure: true));
    private static readonly Feature Kept = Feature.Define("tested.kept", Grade.G3, Fallback.LastGood(TimeSpan.FromMinutes(5)));
    private static readonly Feature Common = Feature.Define("tested.common", Grade.G3, Fallback.LastGood(TimeSpan.FromMinutes(5), shared: true));
    private static readonly Feature Made = Feature.Define("tested.made", Grade.G3, Fallback.Static(_ => Task.FromResult(Results.Text("made"))));
    private static readonly Feature Inner = Feature.Define("tested.inner", Grade.G3, Fallback.Code("no advice"));

    [Fact]
    public async Task A_refused_feature_says_503_with_its_code_and_who_degraded_it()
    {
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", () => "works").WithFeature(Refused));
        Assert.Equal("works", await host.Http.GetStringAsync("/a"));

        host.TurnOff("tested.refused", "less-load");
        using var answer = await host.Http.GetAsync("/a");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("tested.refused;G2;less-load", Assert.Single(answer.Headers.GetValues("x-degraded")));
        Assert.Equal("feature_off", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        host.TurnOn();
        Assert.Equal("works", await host.Http.GetStringAsync("/a"));
    }

    [Fact]
    public async Task An_empty_feature_answers_nothing_or_the_JSON_that_stands_for_nothing()
    {
        await using var host = await FeatureHost.StartAsync(app =>
        {
            app.MapGet("/silent", () => "works").WithFeature(Silent);
            app.MapGet("/listed", () => new[] { 1 }).WithFeature(Listed);
        });
        host.TurnOff("tested.silent");
        using var silent = await host.Http.GetAsync("/silent");
        Assert.Equal((HttpStatusCode.NoContent, "tested.silent;G4;-"), (silent.StatusCode, Assert.Single(silent.Headers.GetValues("x-degraded"))));
        host.TurnOff("tested.listed");
        Assert.Equal("[]", await host.Http.GetStringAsync("/listed"));
    }

    [Fact]
    public async Task A_switch_off_for_some_roles_leaves_the_others_alone()
    {
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", () => "works").WithFeature(Refused));
        host.Publish(("switch/tested.refused",
            """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{"if":[{"in":[{"var":"role"},["h5","partner"]]},"off","on"]}}"""));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, "/a", ("baggage", Baggage.Write(new CallContext { Role = "h5" }, "web"))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/a", ("baggage", Baggage.Write(new CallContext { Role = "app" }, "web"))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/a"));
    }

    [Fact]
    public async Task A_kept_answer_stands_in_until_it_is_too_old()
    {
        var asked = 0;
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", (string? q) => Results.Text($"{q} {++asked}", "text/html")).WithFeature(Kept));
        Assert.Equal("x 1", await host.Http.GetStringAsync("/a?q=x"));
        host.TurnOff("tested.kept");

        host.Clock.Now += TimeSpan.FromMinutes(5);
        using var kept = await host.Http.GetAsync("/a?q=x");
        Assert.Equal("x 1", await kept.Content.ReadAsStringAsync());
        Assert.Equal(("text/html", TimeSpan.FromMinutes(5), "tested.kept;G3;-"), (kept.Content.Headers.ContentType!.MediaType, kept.Headers.Age, kept.Headers.GetValues("x-degraded").Single()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, "/a?q=y"));

        host.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, "/a?q=x"));
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("exception")]
    [InlineData("status")]
    public async Task A_kept_answer_stands_in_for_a_failure(string how)
    {
        var fails = false;
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", (HttpContext http) =>
            http.Response.Headers.TryAdd("x-of-the-handler", "1") && !fails ? Results.Text("good") : how == "status" ? Results.StatusCode(502) : throw new TimeoutException("the database")).WithFeature(Kept));
        Assert.Equal("good", await host.Http.GetStringAsync("/a"));
        fails = true;
        using var answer = await host.Http.GetAsync("/a");
        Assert.False(answer.Headers.Contains("x-of-the-handler"));
        Assert.Equal("1", Assert.Single(answer.Headers.GetValues("x-of-the-host")));
        Assert.Equal(("good", "tested.kept;G3;failed"), (await answer.Content.ReadAsStringAsync(), answer.Headers.GetValues("x-degraded").Single()));
        Assert.Equal(how == "status" ? HttpStatusCode.BadGateway : HttpStatusCode.InternalServerError, await StatusAsync(host, "/a?never=seen"));
    }

    [Fact]
    public async Task A_feature_that_fails_answers_its_fallback_only_when_declared_so()
    {
        await using var host = await FeatureHost.StartAsync(app =>
        {
            app.MapGet("/listed", string () => throw new TimeoutException("the cache")).WithFeature(Listed);
            app.MapGet("/silent", string () => throw new TimeoutException("the cache")).WithFeature(Silent);
        });
        Assert.Equal("[]", await host.Http.GetStringAsync("/listed"));
        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(host, "/silent"));
    }

    [Theory]
    [InlineData("cookie", "session=1")]
    [InlineData("authorization", "Bearer x")]
    public async Task An_answer_to_one_person_is_never_kept_unless_it_is_for_all(string header, string value)
    {
        await using var host = await FeatureHost.StartAsync(app =>
        {
            app.MapGet("/kept", () => "mine").WithFeature(Kept);
            app.MapGet("/common", () => "all's").WithFeature(Common);
        });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/kept", (header, value)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/common", (header, value)));
        host.TurnOff("tested.kept");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, "/kept"));
        host.TurnOff("tested.common");
        Assert.Equal("all's", await host.Http.GetStringAsync("/common"));
    }

    [Fact]
    public async Task An_answer_that_sets_a_cookie_or_is_private_or_of_a_rehearsal_is_not_kept()
    {
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/{how}", (string how, HttpContext http) =>
        {
            if (how == "cookie")
                http.Response.Cookies.Append("a", "b");
            if (how == "private")
                http.Response.Headers.CacheControl = "private";
            return how;
        }).WithFeature(Kept));
        await host.Http.GetStringAsync("/cookie");
        await host.Http.GetStringAsync("/private");
        await StatusAsync(host, "/marked", ("baggage", Baggage.Write(new CallContext { Mark = "rehearsal-1" }, "web")));
        await host.Http.GetStringAsync("/plain");
        host.TurnOff("tested.kept");
        Assert.Equal("plain", await host.Http.GetStringAsync("/plain"));
        foreach (var how in new[] { "/cookie", "/private", "/marked" })
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, how));
    }

    [Fact]
    public async Task Kept_answers_stay_within_their_room_and_the_longest_unused_go_first()
    {
        var body = new string('x', 200 * 1024);
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/{n:int}", (int n) => Results.Text($"{n}{body}")).WithFeature(Kept));
        for (var n = 0; n < 100; n++)
            await host.Http.GetByteArrayAsync($"/{n}");
        var kept = (LastGoodAnswers)host.Services.GetService(typeof(LastGoodAnswers))!;
        Assert.InRange(kept.Bytes, LastGoodAnswers.Room - (2 * body.Length), LastGoodAnswers.Room);
        host.TurnOff("tested.kept");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, "/0"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/99"));
    }

    [Fact]
    public async Task An_answer_too_long_to_keep_goes_out_whole()
    {
        var body = new string('x', (2 * 256 * 1024) + 7);
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", () => Results.Text(body)).WithFeature(Kept));
        Assert.Equal(body, await host.Http.GetStringAsync("/a"));
        host.TurnOff("tested.kept");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, "/a"));
    }

    [Fact]
    public async Task A_static_fallback_needs_nothing_of_the_feature()
    {
        await using var host = await FeatureHost.StartAsync(app =>
        {
            app.MapGet("/made", () => "works").WithFeature(Made);
            app.MapGet("/declared", Handlers.Handle);
        });
        host.TurnOff("tested.made");
        Assert.Equal("made", await host.Http.GetStringAsync("/made"));
        Assert.Equal("works", await host.Http.GetStringAsync("/declared"));
        host.TurnOff("tested.declared");
        Assert.Equal("plain", await host.Http.GetStringAsync("/declared"));
    }

    [Fact]
    public async Task Code_in_the_middle_degrades_in_the_same_way()
    {
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", (CancellationToken ct) => Inner.RunAsync(
            _ => Task.FromResult("advice"), _ => Task.FromResult("none"), ct)));
        Assert.Equal("advice", await host.Http.GetStringAsync("/a"));
        host.TurnOff("tested.inner");
        Assert.Equal("none", await host.Http.GetStringAsync("/a"));
        await Assert.ThrowsAsync<TimeoutException>(() => WithSwitchOnAsync(host, () => Inner.RunAsync(_ => throw new TimeoutException(), _ => Task.FromResult("none"))));
        Assert.Equal("[]", await WithSwitchOnAsync(host, () => Listed.RunAsync(_ => throw new TimeoutException(), _ => Task.FromResult("[]"))));
    }

    [Fact]
    public async Task A_start_with_features_that_cannot_degrade_ends_with_every_fault()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => FeatureHost.StartAsync(app =>
        {
            app.MapGet("/a", [Feature("bad-none", Grade.G3)] () => "a");
            app.MapGet("/b", [Feature("bad-core", Grade.G0, Fallback = FallbackKind.Refuse)] () => "b");
            app.MapGet("/c", [Feature("bad-age", Grade.G2, Fallback = FallbackKind.LastGood)] () => "c");
            app.MapPost("/d", [Feature("bad-post", Grade.G2, Fallback = FallbackKind.LastGood, MaxStalenessSeconds = 5)] () => "d");
            app.MapGet("/e", [Feature("bad-static", Grade.G2, Fallback = FallbackKind.Static, Static = "Absent")] () => "e");
        }));
        Assert.Equal(
            [
                "tested has features that cannot degrade as their grade asks:",
                "GET /a: the feature tested.bad-none has grade G3 and must say what callers get while it is off",
                "GET /b: the feature tested.bad-core has grade G0, is never off and must have no fallback",
                "GET /c: the feature tested.bad-age must say how old its last good answer may be",
                "POST /d: the feature tested.bad-post keeps the last good answer, which only a GET has",
                "GET /e: the feature tested.bad-static has grade G2 and must say what callers get while it is off",
            ],
            fault.Message.Split('\n'));
        FeatureRegistry.Forget(feature => feature.Key.StartsWith("tested.bad-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_tells_its_switches_and_features_but_not_to_strangers()
    {
        await using (var host = await FeatureHost.StartAsync(app => app.MapGet("/a", () => "works").WithFeature(Kept)))
        {
            host.Publish(("switch/tested.kept", """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","targeting":{"if":[{"==":[{"var":"role"},"h5"]},"off","on"]}}"""));
            var view = (await host.Http.GetFromJsonAsync<SwitchesView>("/switches"))!;
            Assert.Equal(("tested", "tested-1", 1), (view.Service, view.Instance, view.Revision));
            var its = view.Switches.Single(one => one.Key == "tested.kept");
            Assert.Equal(("G3", true, false, false), (its.Grade, its.Known, its.ByCaller, its.ByKey));
            Assert.Equal(["h5"], its.Off);
            Assert.Equal(view.Roles.Except(["h5"]), its.On);
            var feature = view.Features.Single(one => one.Key == "tested.kept");
            Assert.Equal(("tested", "kept", "G3", "LastGood", 300), (feature.Business, feature.Name, feature.Grade, feature.Fallback, feature.MaxStalenessSeconds));
            Assert.Contains("GET /a", feature.Endpoints);
        }
        await using var edge = await FeatureHost.StartAsync(_ => { }, edge: true);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(edge, "/switches"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(edge, "/switches", ("authorization", "Bearer another")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(edge, "/switches", ("authorization", "Bearer the token")));
    }

    private static async Task<HttpStatusCode> StatusAsync(FeatureHost host, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await host.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<T> WithSwitchOnAsync<T>(FeatureHost host, Func<Task<T>> work)
    {
        host.TurnOn();
        return await work();
    }

    private static class Handlers
    {
        [Feature("declared", Grade.G3, Fallback = FallbackKind.Static, Static = nameof(Plain))]
        public static string Handle() => "works";

        private static IResult Plain(HttpContext http) => Results.Text("plain");
    }
}
