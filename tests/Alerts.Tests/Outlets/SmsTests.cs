using System.Text.Json;
using Seawall.Alerts.Outlets;

namespace Seawall.Alerts.Tests.Outlets;

public sealed class SmsTests : IAsyncDisposable
{
    private readonly HttpReceiver _receiver = new();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task Every_number_gets_a_request_filled_from_the_template()
    {
        var outlet = Gateway() with
        {
            Url = _receiver.Url + "send?key={secret}&to={to}",
            Headers = new Dictionary<string, string> { ["X-Key"] = "{secret} {owner}" },
            Body = """{"to":"{to}","text":"{text}","nested":{"id":"{id}"}}""",
            Secret = "known",
        };
        Assert.Equal(Attempt.Done, await Sending.SendAsync(outlet));
        Assert.Equal(["/send?key=s3cr%26t&to=%2B8613", "/send?key=s3cr%26t&to=14"], _receiver.Requests.Select(request => request.Path));
        Assert.Equal("s3cr&t trade team", _receiver.Requests[0].Headers["X-Key"]);
        using var json = JsonDocument.Parse(_receiver.Requests[0].Body);
        Assert.Equal(
            ("+8613", "[FIRING, critical] trade 停了 · trade team · restart \"it\" & wait", Sending.Message().Id + "-+8613"),
            (json.RootElement.GetProperty("to").GetString(), json.RootElement.GetProperty("text").GetString(), json.RootElement.GetProperty("nested").GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("application/json", """{"a":"{key}"}""", "\",\"to\":\"evil\\\n", """{"a":"\u0022,\u0022to\u0022:\u0022evil\\\n"}""")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8", "a={key}&b=1", "x&to=evil 你", "a=x%26to%3Devil%20%E4%BD%A0&b=1")]
    [InlineData("text/plain", "{key}", "x&y", "x&y")]
    public async Task No_value_can_change_what_stands_around_it(string contentType, string body, string key, string sent)
    {
        await Sending.SendAsync(Gateway() with { ContentType = contentType, Body = body, To = ["1"] }, Sending.Message(key: key));
        Assert.Equal(sent, Assert.Single(_receiver.Requests).Text);
    }

    [Fact]
    public async Task A_header_holds_no_line_break_and_no_foreign_letter()
    {
        var outlet = Gateway() with { Headers = new Dictionary<string, string> { ["X-Key"] = "{key}" }, To = ["1"] };
        Assert.True((await Sending.SendAsync(outlet, Sending.Message(key: "a\r\nX-Evil: 你"))).Delivered);
        Assert.Equal("a%0D%0AX-Evil: %E4%BD%A0", Assert.Single(_receiver.Requests).Headers["X-Key"]);
    }

    [Fact]
    public async Task A_long_text_is_cut_and_its_lines_are_one()
    {
        await Sending.SendAsync(Gateway() with { Body = "{text}", ContentType = "text/plain", To = ["1"], Longest = 40 }, Sending.Message(new string('a', 50) + "\nb"));
        Assert.Equal(40, Assert.Single(_receiver.Requests).Text.Length);
        Assert.EndsWith("…", _receiver.Requests[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_refuses_a_number_fails_the_attempt()
    {
        _receiver.Answer = response => response.StatusCode = 500;
        Assert.Contains("answered 500", (await Sending.SendAsync(Gateway())).Why, StringComparison.Ordinal);
        Assert.Single(_receiver.Requests);
    }

    private SmsOutlet Gateway() => new() { Name = "sms", Url = _receiver.Url, To = ["+8613", "14"] };
}
