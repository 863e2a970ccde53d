using System.Net;
using System.Text.Json;
using Seawall.Alerts.Outlets;

namespace Seawall.Alerts.Tests.Outlets;

public sealed class WebhookTests : IAsyncDisposable
{
    private readonly HttpReceiver _receiver = new();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task A_webhook_gets_the_message_as_signed_JSON_under_its_id()
    {
        Assert.Equal(Attempt.Done, await Sending.SendAsync(Hook() with { Secret = "known", Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer {secret}" } }));
        var request = Assert.Single(_receiver.Requests);
        Assert.Equal(("POST", "/in?k=1", "0123456789abcdef0123456789abcdef", "Bearer s3cr&t"), (request.Method, request.Path, request.Headers["Idempotency-Key"], request.Headers["Authorization"]));
        Assert.Equal(WebhookSender.Signature("s3cr&t", Sending.At, request.Body), request.Headers[WebhookSender.SignatureHeader]);
        Assert.StartsWith("t=1794326405,v1=", request.Headers[WebhookSender.SignatureHeader], StringComparison.Ordinal);
        using var json = JsonDocument.Parse(request.Body);
        var alert = json.RootElement.GetProperty("alerts")[0];
        Assert.Equal(("firing", "trade 停了", "process:trade@1", "restart \"it\" & wait"), (
            json.RootElement.GetProperty("kind").GetString(), alert.GetProperty("summary").GetString(), alert.GetProperty("incident").GetString(), alert.GetProperty("plan").GetString()));
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_signed()
    {
        await Sending.SendAsync(Hook());
        Assert.DoesNotContain(WebhookSender.SignatureHeader, Assert.Single(_receiver.Requests).Headers.Keys);
    }

    [Fact]
    public async Task A_secret_in_the_address_is_escaped_and_no_failure_tells_it()
    {
        _receiver.Answer = response => response.StatusCode = 403;
        var attempt = await Sending.SendAsync(Hook() with { Url = _receiver.Url + "{secret}", Secret = "known" });
        Assert.Equal("/s3cr%26t", Assert.Single(_receiver.Requests).Path);
        Assert.Equal(Attempt.Failed(_receiver.Url.TrimEnd('/') + " answered 403"), attempt);
    }

    [Fact]
    public async Task A_busy_receiver_says_when_to_come_back()
    {
        _receiver.Answer = response =>
        {
            response.StatusCode = (int)HttpStatusCode.TooManyRequests;
            response.Headers["Retry-After"] = "7";
        };
        Assert.Equal(TimeSpan.FromSeconds(7), (await Sending.SendAsync(Hook())).After);
    }

    [Fact]
    public async Task A_redirect_is_no_delivery_and_is_not_followed()
    {
        _receiver.Answer = response => response.Redirect(_receiver.Url + "other");
        Assert.False((await Sending.SendAsync(Hook())).Delivered);
        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task A_missing_secret_is_a_failure_that_says_where_to_put_it() =>
        Assert.Equal(
            "the secret 'unknown' is not there; put it into .seawall/secrets/alerts/unknown", (await Sending.SendAsync(Hook() with { Secret = "unknown" })).Why);

    [Fact]
    public async Task A_closed_port_is_a_failure_without_an_address_in_full()
    {
        // Held and not listened to, so that no test beside takes it.
        using var held = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var attempt = await Sending.SendAsync(Hook() with { Url = $"http://127.0.0.1:{((IPEndPoint)held.LocalEndPoint!).Port}/in?k=1" });
        Assert.False(attempt.Delivered);
        Assert.DoesNotContain("k=1", attempt.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_costs_no_more_than_the_time_given()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        Assert.Equal("no answer within 200ms", (await Sending.SendAsync(Hook() with { Url = $"http://127.0.0.1:{port}/", Timeout = TimeSpan.FromMilliseconds(200) })).Why);
    }

    private WebhookOutlet Hook() => new() { Name = "hook", Url = _receiver.Url + "in?k=1" };
}
