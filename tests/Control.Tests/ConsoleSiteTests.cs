using System.Net;
using System.Text.RegularExpressions;

namespace Seawall.Control.Tests;

public sealed partial class ConsoleSiteTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Pages => ["/", "/live", "/statements", "/statements/0000000000000001", "/margin", "/processes", "/processes/web", "/readiness", "/businesses", "/businesses/catalog", "/servers", "/monitors", "/matrix", "/drills"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nothing_is_shown_to_who_is_not_signed_in(string page)
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var http = Browser(host);
        var answer = await http.GetAsync(page);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("seawall console", body, StringComparison.Ordinal);
        Assert.DoesNotContain("trade", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/live/events")]
    [InlineData("/businesses/trade/events")]
    [InlineData("/processes/web/log")]
    [InlineData("/reports/forecast")]
    [InlineData("/nothing")]
    public async Task Streams_reports_and_unknown_addresses_ask_for_signing_in_too(string address)
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var http = Browser(host);
        http.DefaultRequestHeaders.Accept.Clear();
        var answer = await http.GetAsync(address);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("signed-out", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_shown_of_a_site_where_everything_is_down_damaged_or_missing(string page)
    {
        var sources = new FakeSources
        {
            Calls = 0,
            Site = new("failed", "main ended 3 times while starting", [new("main", "dead"), new("web", "waiting")]),
            Reports = new() { Damaged = [new("capacity-main.json", "'x' is an invalid start of a value.")] },
            Promises = new(new DateOnly(2026, 11, 11), []) { Problem = "rows[3].id: 'DB-1' stands twice" },
            Statements = new([], ["gate-1", "gate-2"]),
        };
        sources.Silent.UnionWith(["gate-1", "gate-2"]);
        await using var host = await ConsoleHost.StartAsync(sources);
        using var http = await SignedInAsync(host);
        var answer = await http.GetAsync(page);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        if (page is "/" or "/margin")
            Assert.Contains("capacity-main.json", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gates_that_never_answer_hold_no_page_up()
    {
        var sources = FakeSite.Filled();
        sources.Held = new TaskCompletionSource();
        await using var host = await ConsoleHost.StartAsync(sources);
        using var http = await SignedInAsync(host);
        Assert.Contains("Waiting for the first sample", await http.GetStringAsync("/live").WaitAsync(Limit), StringComparison.Ordinal);
        sources.Held.SetResult();
    }

    [Fact]
    public async Task The_session_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var http = Browser(host, redirects: false);
        var answer = await SignInAsync(http, host.Link);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("seawall-console=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Looking_at_a_link_does_not_use_it_up()
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        var link = host.Link;
        using (var preview = Browser(host))
            Assert.Contains("works once", await preview.GetStringAsync(link), StringComparison.Ordinal);
        using var http = Browser(host);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(http, link)).StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-out")]
    public async Task A_form_from_elsewhere_does_nothing(string form)
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var http = await SignedInAsync(host);
        var answer = await http.PostAsync(form, new FormUrlEncodedContent([new("link", host.Link[9..])]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Attempts_to_sign_in_are_limited()
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var http = Browser(host);
        var link = host.Link;
        HttpStatusCode last = default;
        for (var i = 0; i < 25; i++)
            last = (await SignInAsync(http, link, sent: "guess")).StatusCode;
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task The_language_is_kept_and_only_leads_back_into_the_console()
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var http = await SignedInAsync(host);
        Assert.Contains("<html lang=\"zh-CN\">", await http.GetStringAsync("/language/zh?back=/margin"), StringComparison.Ordinal);
        Assert.Contains("容量与余量", await http.GetStringAsync("/margin"), StringComparison.Ordinal);
        using var still = Browser(host, redirects: false);
        Assert.Equal("/", (await still.GetAsync("/language/en?back=//elsewhere.example")).Headers.Location!.ToString());
    }

    [Fact]
    public async Task Two_browsers_watch_at_once_and_the_console_stops_under_them()
    {
        var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var one = await SignedInAsync(host);
        using var other = await SignedInAsync(host);
        using var first = new StreamReader(await one.GetStreamAsync("/live/events?span=1m"));
        using var second = new StreamReader(await other.GetStreamAsync("/live/events?span=1m"));
        foreach (var reader in (StreamReader[])[first, second])
        {
            while (await reader.ReadLineAsync().WaitAsync(Limit) is { } line && line != "event: sample")
            {
            }
        }
        Assert.Equal(2, host.Sampler.Watchers);
        await host.DisposeAsync().AsTask().WaitAsync(Limit);
        await first.ReadToEndAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task Health_is_open_and_assets_are_kept_for_ever()
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var http = Browser(host);
        Assert.Equal("ok", await http.GetStringAsync("/health"));
        var style = Regex.Match(await (await http.GetAsync("/")).Content.ReadAsStringAsync(), "/assets/[^\"]+css").Value;
        var answer = await http.GetAsync(style);
        Assert.Equal((HttpStatusCode.OK, "text/css", TimeSpan.FromDays(365)), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.MaxAge));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/assets/none.js")).StatusCode);
    }

    private static HttpClient Browser(ConsoleHost host, bool redirects = true)
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = redirects }) { BaseAddress = host.Address, Timeout = Limit };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        http.DefaultRequestHeaders.Add("Accept-Language", "en");
        return http;
    }

    internal static async Task<HttpClient> SignedInAsync(ConsoleHost host)
    {
        var http = Browser(host);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(http, host.Link)).StatusCode);
        return http;
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient http, string link, string? sent = null)
    {
        var page = await http.GetStringAsync(link);
        var token = FormToken().Match(page).Groups[1].Value;
        return await http.PostAsync("/sign-in", new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("link", sent ?? link["/sign-in/".Length..])]));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
