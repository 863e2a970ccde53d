using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Doors;
using Seawall.Client.Hosting;

namespace Seawall.Client.Tests;

public sealed class DoorTests
{
    private const string One = """{"paths":["/items/42"],"perSecond":1,"inside":1,"title":"Rush & more","titleZh":"限时抢购"}""";

    [Fact]
    public async Task Whoever_has_no_place_is_told_to_wait_and_nothing_behind_is_touched()
    {
        await using var site = await SiteAsync(("rush", One));
        using var first = await site.GetAsync("/items/42/buy");
        Assert.Equal((HttpStatusCode.OK, "bought"), (first.StatusCode, await first.Content.ReadAsStringAsync()));
        using var second = await site.GetAsync("/items/42/buy");
        Assert.Equal((HttpStatusCode.Accepted, 1), (second.StatusCode, site.Behind));
        Assert.Equal(("door.rush;waiting", "no-store"), (second.Headers.GetValues("x-degraded").Single(), second.Headers.CacheControl!.ToString()));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 2);
        using var body = JsonDocument.Parse(await second.Content.ReadAsStringAsync());
        Assert.Equal(("waiting", 2, 1), (body.RootElement.GetProperty("state").GetString(), body.RootElement.GetProperty("number").GetInt32(), body.RootElement.GetProperty("position").GetInt32()));
        Assert.InRange(body.RootElement.GetProperty("retryMs").GetInt32(), 1, 1800);
        Assert.Null(second.Headers.ConnectionClose);

        // No way around it: other letters, other slashes, other verbs; and other paths are not concerned.
        foreach (var path in new[] { "/ITEMS/42/buy", "/items/42/", "/items//42", "/items/%34%32" })
        {
            using var around = await site.GetAsync(path);
            Assert.Equal(HttpStatusCode.Accepted, around.StatusCode);
        }
        using var sent = await site.Http.PostAsync("/items/42/buy", null);
        Assert.Equal((HttpStatusCode.TooManyRequests, 1), (sent.StatusCode, site.Behind));
        using var other = await site.GetAsync("/items/421");
        Assert.Equal((HttpStatusCode.OK, 2), (other.StatusCode, site.Behind));
    }

    [Fact]
    public async Task A_ticket_keeps_its_place_and_becomes_a_pass_that_is_worth_nothing_in_another_room()
    {
        await using var site = await SiteAsync(("rush", One), ("other", """{"paths":["/other"],"open":false}"""));
        var pass = await TicketAsync(site, "/items/42");
        var waits = await TicketAsync(site, "/items/42");
        Assert.NotEqual(pass, waits);
        using var again = await site.GetAsync("/items/42", waits);
        Assert.Equal(2, await NumberAsync(again));
        Assert.False(again.Headers.Contains("Set-Cookie"));
        using var inside = await site.GetAsync("/items/42", pass, inCookie: "rush");
        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);

        using var foreign = await site.GetAsync("/other", pass);
        Assert.Equal((HttpStatusCode.Accepted, "foreign"), (foreign.StatusCode, await RefusedAsync(foreign)));
        using var forged = await site.GetAsync("/items/42", pass[..^4] + "AAAA");
        Assert.Equal((HttpStatusCode.Accepted, "forged"), (forged.StatusCode, await RefusedAsync(forged)));

        // The one inside leaves; the next one's turn has come, and the status says so without going in.
        using var leave = new HttpRequestMessage(HttpMethod.Post, "/.door/rush/leave");
        leave.Headers.Add("Door-Ticket", pass);
        using var left = await site.Http.SendAsync(leave);
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        site.Clock.AdvanceMs(1000);
        site.Doors.Advance();
        var behind = site.Behind;
        using var asked = await site.GetAsync("/.door/rush", waits);
        Assert.Contains("\"state\":\"admitted\"", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(behind, site.Behind);
        using var late = await site.GetAsync("/items/42", pass);
        Assert.Equal("expired", await RefusedAsync(late));
    }

    [Fact]
    public async Task The_page_is_whole_in_both_languages_and_reloads_itself_without_a_script()
    {
        await using var site = await SiteAsync(("rush", One));
        (await site.GetAsync("/items/42")).Dispose();
        using var page = await site.PageAsync("/items/42", "en-GB,en");
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("You are in line for Rush &amp; more", html, StringComparison.Ordinal);
        Assert.Contains("<dd id=\"position\">1</dd>", html, StringComparison.Ordinal);
        Assert.Contains($"<noscript><meta http-equiv=\"refresh\" content=\"{page.Headers.RetryAfter}\"></noscript>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("{", html[html.IndexOf("</style>", StringComparison.Ordinal)..html.IndexOf("<script>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var chinese = await site.PageAsync("/items/42", "zh-CN,zh;q=0.9,en;q=0.8");
        html = await chinese.Content.ReadAsStringAsync();
        Assert.Contains("您正在排队：限时抢购", html, StringComparison.Ordinal);
        Assert.Equal(PageTexts.English.Keys.Order(), PageTexts.Chinese.Keys.Order());
    }

    [Fact]
    public async Task Sold_out_is_told_to_everybody_at_the_next_poll()
    {
        await using var site = await SiteAsync(("rush", One));
        (await site.GetAsync("/items/42")).Dispose();
        var ticket = await TicketAsync(site, "/items/42");
        Assert.False(site.Doors.SoldOut("no-such"));
        Assert.True(site.Doors.SoldOut("rush"));
        foreach (var shown in new[] { ticket, null })
        {
            using var answer = await site.GetAsync("/items/42", shown);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
            Assert.Contains("\"code\":\"sold_out\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using var page = await site.PageAsync("/items/42", "en");
        Assert.Contains("is sold out", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // The key goes: so does the door.
        site.Config.Swap(ConfigSnapshot.Of(9, []));
        using var free = await site.GetAsync("/items/42");
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
    }

    [Fact]
    public async Task Only_the_roles_it_names_wait_and_an_address_gets_only_so_many_tickets_a_minute()
    {
        await using var site = await SiteAsync(("rush", """{"paths":["/items/42"],"roles":["app"],"open":false,"joinsPerMinute":3}"""));
        using var web = await site.GetAsync("/items/42");
        Assert.Equal(HttpStatusCode.OK, web.StatusCode);
        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            using var app = await site.GetAsync("/items/42", source: "app");
            statuses.Add((int)app.StatusCode);
        }
        Assert.Equal([202, 202, 202, 429, 429], statuses);
        site.Clock.AdvanceMs(60_000);
        using var next = await site.GetAsync("/items/42", source: "app");
        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
    }

    [Fact]
    public async Task A_limit_by_path_and_role_holds_at_the_edge_before_the_door()
    {
        await using var site = await SiteAsync(("rush", """{"paths":["/items/42"],"open":false}"""));
        site.Config.Swap(ConfigSnapshot.Of(9, [
            new ConfigEntry("limit/rush", """{"scope":{"path":"/items/42"},"roles":{"app":{"rate":0,"burst":1}}}""", 9),
            new ConfigEntry("door/rush", """{"paths":["/items/42"],"open":false}""", 1),
        ]));
        var statuses = new List<int>();
        foreach (var source in new[] { "app", "app", null, null })
        {
            using var answer = await site.GetAsync("/items/42", source: source);
            statuses.Add((int)answer.StatusCode);
        }
        Assert.Equal([202, 429, 202, 202], statuses);
    }

    [Fact]
    public async Task A_restart_keeps_everybodys_place()
    {
        var state = Directory.CreateTempSubdirectory("seawall-door-");
        string pass, waits;
        await using (var site = await SiteAsync(state, ("rush", One)))
        {
            pass = await TicketAsync(site, "/items/42");
            await TicketAsync(site, "/items/42");
            waits = await TicketAsync(site, "/items/42");
        }
        await using (var site = await SiteAsync(state, ("rush", One)))
        {
            using var inside = await site.GetAsync("/items/42", pass);
            Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
            using var third = await site.GetAsync("/items/42", waits);
            Assert.Contains("\"number\":3,\"code\":\"waiting_room\",\"position\":2", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        state.Delete(recursive: true);
    }

    [Fact]
    public void Every_fault_of_a_room_is_told_with_its_path()
    {
        Assert.Null(RoomRules.Parse("door/x", """{"paths":["buy"],"roles":["A b"],"places":0,"inside":70000,"perSecond":0,"open":"yes","graceSeconds":5,"pollSeconds":4,"polls":1}""", out var faults));
        Assert.Equal(
            [
                "door/x.paths[0]: must be a path that begins with / and has no query, was 'buy'",
                "door/x.roles[0]: must be a role's id, 1..32 of a-z, 0-9, '.', '_' and '-', was 'A b'",
                "door/x.places: must be 1..2147483647, was 0",
                "door/x.inside: must be 1..65536, was 70000",
                "door/x.perSecond: must be 0.01..100000, was 0",
                "door/x.open: must be true or false, was \"yes\"",
                "door/x.paths: names no path; a room without any keeps nobody waiting",
                "door/x.graceSeconds: must be at least twice 'pollSeconds', 8, was 5: who is called hears of it at the next poll",
            ],
            faults.Take(8));
        Assert.StartsWith("door/x.polls: is not known here", faults[8], StringComparison.Ordinal);
    }

    private static async Task<string> TicketAsync(DoorSite site, string path)
    {
        using var answer = await site.GetAsync(path);
        return answer.Headers.GetValues("Door-Ticket").Single();
    }

    private static async Task<int> NumberAsync(HttpResponseMessage answer)
    {
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("number").GetInt32();
    }

    private static async Task<string?> RefusedAsync(HttpResponseMessage answer)
    {
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.TryGetProperty("refused", out var why) ? why.GetString() : null;
    }

    private static Task<DoorSite> SiteAsync(params (string Room, string Json)[] rooms) => SiteAsync(null, rooms);

    private static async Task<DoorSite> SiteAsync(DirectoryInfo? state, params (string Room, string Json)[] rooms)
    {
        var site = new DoorSite(state);
        await site.App.StartAsync();
        site.Config.Swap(ConfigSnapshot.Of(1, [.. rooms.Select(room => new ConfigEntry("door/" + room.Room, room.Json, 1))]));
        return site;
    }

    private sealed class DoorSite : IAsyncDisposable
    {
        private readonly Lazy<HttpClient> _http;
        private int _behind;

        public DoorSite(DirectoryInfo? state)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Services.AddSeawall(new SeawallServiceOptions { Name = "edge", Edge = true, DoorSecret = "of this site", State = state });
            App = builder.Build();
            App.UseRouting();
            App.UseSeawall();
            App.MapFallback(() =>
            {
                Interlocked.Increment(ref _behind);
                return "bought";
            });
            _http = new(() => new HttpClient(new SocketsHttpHandler { UseCookies = false })
            {
                BaseAddress = new Uri(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
            });
        }

        public ManualClock Clock { get; } = new();

        public WebApplication App { get; }

        public HttpClient Http => _http.Value;

        public LiveConfig Config => App.Services.GetRequiredService<LiveConfig>();

        public LiveDoors Doors => App.Services.GetRequiredService<LiveDoors>();

        /// <summary>Requests that came through.</summary>
        public int Behind => Volatile.Read(ref _behind);

        public async Task<HttpResponseMessage> GetAsync(string path, string? ticket = null, string? inCookie = null, string? source = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (ticket is not null)
                request.Headers.TryAddWithoutValidation(inCookie is null ? "Door-Ticket" : "Cookie", inCookie is null ? ticket : $"a=b; door-{inCookie}={ticket}");
            if (source is not null)
                request.Headers.Add("X-Seawall-Source", source);
            return await Http.SendAsync(request);
        }

        public async Task<HttpResponseMessage> PageAsync(string path, string language)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml");
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
            return await Http.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            if (_http.IsValueCreated)
                _http.Value.Dispose();
            await App.DisposeAsync();
        }
    }
}
