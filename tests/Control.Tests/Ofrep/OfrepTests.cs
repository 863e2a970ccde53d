using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Seawall.Control.Ofrep;

namespace Seawall.Control.Tests.Ofrep;

/// <summary>OFREP 0.3 on the wire: https://github.com/open-feature/protocol.</summary>
public sealed class OfrepTests
{
    private const string All = "/ofrep/v1/evaluate/flags";

    [Theory]
    [InlineData("catalog.recommend", "app", """{"key":"catalog.recommend","reason":"TARGETING_MATCH","value":true,"variant":"on","metadata":{"grade":"G3"}}""")]
    [InlineData("catalog.recommend", "h5", """{"key":"catalog.recommend","reason":"TARGETING_MATCH","value":false,"variant":"off","metadata":{"grade":"G3"}}""")]
    [InlineData("web.layout", "h5", """{"key":"web.layout","reason":"TARGETING_MATCH","value":"a list","variant":"list","metadata":{"grade":"G4","owner":"web"}}""")]
    [InlineData("web.count", "h5", """{"key":"web.count","reason":"STATIC","value":30,"variant":"many"}""")]
    [InlineData("web.page", "h5", """{"key":"web.page","reason":"STATIC","value":{"size":5,"order":["new","old"]},"variant":"a"}""")]
    [InlineData("web.share", "h5", """{"key":"web.share","reason":"SPLIT","value":"two","variant":"two"}""")]
    [InlineData("web.disabled", "h5", """{"key":"web.disabled","reason":"DISABLED"}""")]
    public async Task A_flag_is_evaluated_for_its_context(string key, string role, string expected)
    {
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        using var answer = await server.Http.PostAsJsonAsync($"{All}/{key}", new { context = new { targetingKey = "buyer-7", role } });
        Assert.Equal((HttpStatusCode.OK, "application/json", expected), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("absent", "{}", 404, "FLAG_NOT_FOUND")]
    [InlineData("web.share", "{}", 400, "TARGETING_KEY_MISSING")]
    [InlineData("web.share", """{"context":{"targetingKey":""}}""", 400, "TARGETING_KEY_MISSING")]
    [InlineData("web.layout", """{"context":[]}""", 400, "INVALID_CONTEXT")]
    [InlineData("web.layout", "{", 400, "PARSE_ERROR")]
    [InlineData("web.broken", "{}", 400, "PARSE_ERROR")]
    public async Task An_error_has_its_code(string key, string body, int status, string code)
    {
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        await server.PublishAsync(("web.broken", """{"state":"PERHAPS"}"""));
        using var answer = await server.Http.PostAsync($"{All}/{key}", new StringContent(body, Encoding.UTF8, "application/json"));
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code, key), ((int)answer.StatusCode, json.GetProperty("errorCode").GetString(), json.GetProperty("key").GetString()));
        Assert.NotEqual("", json.GetProperty("errorDetails").GetString());
    }

    [Fact]
    public async Task All_flags_come_at_once_and_304_says_that_nothing_changed()
    {
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        using var first = await AskAllAsync(server, "app");
        var json = await first.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            ["catalog.recommend True", "web.count 30", "web.disabled ", "web.layout a grid", "web.page {\"size\":5,\"order\":[\"new\",\"old\"]}", "web.rate 0.5", "web.share two"],
            json.GetProperty("flags").EnumerateArray().Select(flag => $"{flag.GetProperty("key")} {(flag.TryGetProperty("value", out var value) ? value : default)}"));
        var etag = first.Headers.ETag!.Tag;
        using var same = await AskAllAsync(server, "app", etag);
        Assert.Equal((HttpStatusCode.NotModified, etag, 0), (same.StatusCode, same.Headers.ETag!.Tag, (await same.Content.ReadAsByteArrayAsync()).Length));
        using var another = await AskAllAsync(server, "h5", etag);
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
        await server.PublishAsync(("web.count", null));
        using var changed = await AskAllAsync(server, "app", etag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task A_flag_that_fails_does_not_spoil_the_others()
    {
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        using var answer = await server.Http.PostAsync(All, new StringContent("{}"));
        var flags = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("flags").EnumerateArray().ToDictionary(flag => flag.GetProperty("key").GetString()!);
        Assert.Equal("TARGETING_KEY_MISSING", flags["web.share"].GetProperty("errorCode").GetString());
        Assert.Equal("a grid", flags["web.layout"].GetProperty("value").GetString());
    }

    [Fact]
    public async Task The_stream_that_answers_name_says_when_to_ask_again()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        using var first = await AskAllAsync(server, "app");
        var stream = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("eventStreams")[0];
        Assert.Equal("sse", stream.GetProperty("type").GetString());
        using var browser = new HttpClient { BaseAddress = server.Address };
        using var open = await browser.GetAsync(stream.GetProperty("endpoint").GetProperty("requestUri").GetString(), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal("text/event-stream", open.Content.Headers.ContentType!.MediaType);
        await using var body = await open.Content.ReadAsStreamAsync(limit.Token);
        await using var events = SseParser.Create(body).EnumerateAsync(limit.Token).GetAsyncEnumerator(limit.Token);

        await server.Store.PublishAsync(new() { Changes = [new("item/web/title", "{\"value\":1}")], Actor = "tests", Reason = "no switch" }, limit.Token);
        await server.PublishAsync(("catalog.recommend", OfrepServer.OffFor("app", "h5")));
        Assert.True(await events.MoveNextAsync(), "no event came after a publish");
        using var data = JsonDocument.Parse(events.Current.Data);
        Assert.Equal(("refetchEvaluation", events.Current.EventId), (data.RootElement.GetProperty("type").GetString(), data.RootElement.GetProperty("etag").GetString()));
        Assert.True(data.RootElement.GetProperty("lastModified").GetInt64() > 0);
    }

    [Fact]
    public async Task Who_comes_back_to_the_stream_after_a_change_is_told_at_once()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ofrep/v1/events") { Headers = { { "Last-Event-ID", "0000000000000001" } } };
        using var open = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        await using var body = await open.Content.ReadAsStreamAsync(limit.Token);
        await using var events = SseParser.Create(body).EnumerateAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await events.MoveNextAsync() && events.Current.Data.Contains("refetchEvaluation", StringComparison.Ordinal), "no event came after a break");
    }

    [Fact]
    public async Task A_change_between_the_answer_and_the_stream_is_not_lost()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        using var first = await AskAllAsync(server, "app");
        var stream = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("eventStreams")[0].GetProperty("endpoint").GetProperty("requestUri").GetString();
        await server.PublishAsync(("web.count", null));
        using var open = await server.Http.GetAsync(stream, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        await using var body = await open.Content.ReadAsStreamAsync(limit.Token);
        await using var events = SseParser.Create(body).EnumerateAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await events.MoveNextAsync() && events.Current.Data.Contains("refetchEvaluation", StringComparison.Ordinal), "the change was lost");
    }

    [Fact]
    public async Task Nobody_asks_without_a_token_and_a_ticket_opens_streams_only()
    {
        await using var server = await OfrepServer.StartAsync();
        await server.PublishSamplesAsync();
        using var first = await AskAllAsync(server, "app");
        var uri = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("eventStreams")[0].GetProperty("endpoint").GetProperty("requestUri").GetString()!;
        var ticket = uri[(uri.IndexOf('=', StringComparison.Ordinal) + 1)..].Split('&')[0];
        Assert.DoesNotContain(OfrepServer.Token, uri, StringComparison.Ordinal);
        using var stranger = new HttpClient { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync(All, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync($"{All}?ticket={ticket}", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/ofrep/v1/events")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync($"/ofrep/v1/events?ticket={ticket}x")).StatusCode);
        stranger.DefaultRequestHeaders.Add("X-API-Key", OfrepServer.Token);
        Assert.Equal(HttpStatusCode.OK, (await stranger.PostAsync(All, null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(All)).StatusCode);
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_again()
    {
        await using var server = await OfrepServer.StartAsync(new OfrepOptions { RequestsPerSecond = 2 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.Http.PostAsync(All, null)));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta));
    }

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task Only_pages_of_the_allowed_origins_may_ask(string origin, bool allowed)
    {
        await using var server = await OfrepServer.StartAsync(new OfrepOptions { AllowedOrigins = ["https://shop.example"] });
        using var asks = new HttpRequestMessage(HttpMethod.Options, All) { Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "x-api-key,if-none-match" } } };
        using var may = await new HttpClient { BaseAddress = server.Address }.SendAsync(asks);
        Assert.Equal(allowed ? HttpStatusCode.NoContent : HttpStatusCode.Unauthorized, may.StatusCode);
        Assert.Equal(allowed, may.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) && origins.Single() == origin);
        using var request = new HttpRequestMessage(HttpMethod.Post, All) { Headers = { { "Origin", origin } } };
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, allowed), (answer.StatusCode, answer.Headers.Contains("Access-Control-Allow-Origin")));
        Assert.Equal("Origin", answer.Headers.Vary.Single());
    }

    [Fact]
    public async Task Without_allowed_origins_no_page_may_ask()
    {
        await using var server = await OfrepServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, All) { Headers = { { "Origin", "https://shop.example" } } };
        using var answer = await server.Http.SendAsync(request);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Task<HttpResponseMessage> AskAllAsync(OfrepServer server, string role, string? etag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, All) { Content = JsonContent.Create(new { context = new { targetingKey = "buyer-7", role } }) };
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        return server.Http.SendAsync(request);
    }
}
