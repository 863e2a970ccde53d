using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Alerts;
using Seawall.Control.Alerts;
using Seawall.Control.Operators;

namespace Seawall.Control.Tests.Alerts;

public sealed class AlertApiTests
{
    [Fact]
    public async Task A_process_of_the_site_signals_and_nobody_else()
    {
        await using var host = await AlertSite.StartAsync();
        using var process = host.Process();
        using var stranger = host.Process("guessed");
        using var nobody = new HttpClient { BaseAddress = host.Address };
        using var person = host.Operator(OperatorLevel.Approver);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("/api/alerts/signals", Signals())).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PostAsync("/api/alerts/signals", Signals())).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.PostAsync("/api/alerts/signals", Signals())).StatusCode);
        Assert.Empty(host.Desk().Current.Book.Open);
        Assert.Equal(HttpStatusCode.NoContent, (await process.PostAsync("/api/alerts/signals", Signals())).StatusCode);
        Assert.Equal("process:trade", Assert.Single(host.Desk().Current.Book.Open).Key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await process.GetAsync("/api/alerts")).StatusCode);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[null]")]
    [InlineData("""[{"key":"","firing":true,"at":"2026-11-11T00:00:00Z","summary":"s","owner":"o","plan":"p"}]""")]
    [InlineData("""[{"key":"a"}]""")]
    [InlineData("{}")]
    public async Task What_is_no_list_of_signals_is_refused(string body)
    {
        await using var host = await AlertSite.StartAsync();
        using var process = host.Process();
        using var content = new StringContent(body);
        Assert.Equal(HttpStatusCode.BadRequest, (await process.PostAsync("/api/alerts/signals", content)).StatusCode);
    }

    [Fact]
    public async Task An_operator_takes_an_alert_once_and_with_a_reason_and_a_viewer_does_not()
    {
        await using var host = await AlertSite.StartAsync();
        host.Desk().Take([Signal()]);
        using var viewer = host.Operator(OperatorLevel.Viewer);
        using var person = host.Operator();
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsJsonAsync("/api/alerts/ack", new { key = "process:trade", why = "on it" })).StatusCode);
        Assert.Contains("a reason is required", await (await person.PostAsJsonAsync("/api/alerts/ack", new { key = "process:trade" })).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await person.PostAsJsonAsync("/api/alerts/ack", new { key = "process:trade", why = "on it" })).StatusCode);
        Assert.Contains("acknowledged by ann already", await (await person.PostAsJsonAsync("/api/alerts/ack", new { key = "process:trade", why = "me too" })).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var board = await viewer.GetFromJsonAsync<AlertBoard>("/api/alerts", AlertEndpoints.Json);
        Assert.Equal(("ann", "on it"), (board!.Open[0].Alert.Acknowledged!.Who, board.Open[0].Alert.Acknowledged!.Why));
    }

    [Fact]
    public async Task A_silence_is_an_entry_of_the_config_that_hides_alerts_until_it_is_ended()
    {
        await using var host = await AlertSite.StartAsync();
        host.Desk().Take([Signal()]);
        using var person = host.Operator();
        Assert.Contains("for: a duration", await (await person.PostAsJsonAsync("/api/alerts/silence", new { match = "process:*", why = "w" })).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("at most 7 days", await (await person.PostAsJsonAsync("/api/alerts/silence", new { match = "process:*", @for = "8d", why = "w" })).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var id = (await (await person.PostAsJsonAsync("/api/alerts/silence", new { match = "process:*", @for = "2h", why = "moving" })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var board = await person.GetFromJsonAsync<AlertBoard>("/api/alerts", AlertEndpoints.Json);
        Assert.Equal((id, "ann", "moving", id), (board!.Silences[0].Id, board.Silences[0].Who, board.Silences[0].Why, board.Open[0].Silence));
        Assert.Equal(HttpStatusCode.NoContent, (await person.PostAsJsonAsync("/api/alerts/unsilence", new { id })).StatusCode);
        Assert.Contains("there is no silence", await (await person.PostAsJsonAsync("/api/alerts/unsilence", new { id })).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty((await person.GetFromJsonAsync<AlertBoard>("/api/alerts", AlertEndpoints.Json))!.Silences);
    }

    [Fact]
    public async Task Rules_and_outlets_are_listed_without_what_is_secret()
    {
        await using var host = await AlertSite.StartAsync(
            null, ("alert/cpu", AlertSite.Rule), ("alert/bad", "{}"), ("outlet/hook", """{"kind":"webhook","url":"https://hooks.test/T0/B0/hidden","secret":"hook"}"""));
        using var person = host.Operator(OperatorLevel.Viewer);
        var text = await person.GetStringAsync("/api/alerts/rules");
        Assert.Contains("\"watches\":\"cpu \\u003E 0.9, each process\"", text, StringComparison.Ordinal);
        Assert.Contains("https://hooks.test", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        Assert.Contains("alert/bad: kind is required", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outlet_is_tried_and_says_what_came_of_it()
    {
        await using var host = await AlertSite.StartAsync(null, ("outlet/log", """{"kind":"log","file":"tried.log"}"""), ("outlet/mail", """{"kind":"smtp","host":"127.0.0.1","port":1,"security":"none","from":"a@b.c","to":["a@b.c"]}"""));
        using var person = host.Operator();
        var done = await (await person.PostAsJsonAsync("/api/alerts/test", new { outlet = "log" })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(done.GetProperty("delivered").GetBoolean());
        var failed = await (await person.PostAsJsonAsync("/api/alerts/test", new { outlet = "mail" })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith("127.0.0.1:1:", failed.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await person.PostAsJsonAsync("/api/alerts/test", new { outlet = "none" })).StatusCode);
    }

    [Fact]
    public async Task Without_alerting_there_is_no_API()
    {
        await using var host = await ConsoleHost.StartAsync(FakeSite.Filled());
        using var person = host.Operator();
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/api/alerts")).StatusCode);
    }

    internal static AlertSignal Signal(string key = "process:trade") => new(key, true, TimeProvider.System.GetUtcNow(), key + " 停了", "trade team", "restart <it>") { Source = "watchdog", Detail = "last words" };

    private static JsonContent Signals() => JsonContent.Create<AlertSignal[]>([Signal()], options: AlertEndpoints.Json);
}
