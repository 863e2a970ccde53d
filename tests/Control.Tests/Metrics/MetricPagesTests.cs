using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Seawall.Control.Operators;
using Xunit;

namespace Seawall.Control.Tests.Metrics;

public sealed class MetricPagesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_call_is_on_the_business_page_with_its_interface_and_role_and_in_the_interface_for_programs()
    {
        await using var console = await ConsoleHost.StartAsync(new FakeSources());
        using var http = Person(console);
        (await http.GetAsync("/processes/trade")).EnsureSuccessStatusCode();
        // Another call a second later: rates need two looks.
        var page = await UntilAsync(http, "/businesses/trade", "GET /processes/{name} · web", again: "/processes/trade");
        Assert.Contains("data-stream=\"/businesses/trade/events?span=5m\"", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("trade", await http.GetStringAsync("/businesses"), StringComparison.Ordinal);
        Assert.Contains("redis-catalog", await http.GetStringAsync("/servers"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/businesses/none")).StatusCode);

        using var business = JsonDocument.Parse(await http.GetStringAsync("/api/metrics/businesses/trade"));
        Assert.Contains(business.RootElement.GetProperty("interfaces").EnumerateArray(), line => line.GetProperty("interface").GetProperty("route").GetString() == "/processes/{name}");
        using var store = JsonDocument.Parse(await http.GetStringAsync("/api/metrics?metric=seawall.process.up"));
        Assert.Equal(1, store.RootElement.GetProperty("series")[0].GetProperty("last").GetDouble());
    }

    [Fact]
    public async Task Figures_are_on_an_open_page_within_a_few_seconds_of_the_call()
    {
        await using var console = await ConsoleHost.StartAsync(new FakeSources());
        using var http = await ConsoleSiteTests.SignedInAsync(console);
        using var stream = new StreamReader(await http.GetStreamAsync("/businesses/trade/events?span=1m"));
        using var patience = new CancellationTokenSource(Limit);
        var (seconds, seen) = (0, false);
        while (!seen && await stream.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == "event: window" || line == "event: sample")
                (await http.GetAsync("/readiness", patience.Token)).EnsureSuccessStatusCode();
            seconds += line == "event: sample" ? 1 : 0;
            seen = line.StartsWith("data:", StringComparison.Ordinal) && line.Contains("GET /readiness ", StringComparison.Ordinal) && line.Contains("\"calls\":[", StringComparison.Ordinal);
        }
        // Counted in seconds of the stream, not of the wall: a call is in the second after it.
        Assert.True(seen && seconds <= 4, $"the call was seen after {seconds} seconds of the stream");
    }

    [Fact]
    public async Task Prometheus_on_this_machine_finds_the_processes_and_a_proxy_does_not()
    {
        await using var console = await ConsoleHost.StartAsync(new FakeSources());
        using var http = new HttpClient { BaseAddress = console.Address };
        using var targets = JsonDocument.Parse(await http.GetStringAsync("/metrics/targets"));
        Assert.Equal("trade", targets.RootElement[0].GetProperty("labels").GetProperty("process").GetString());
        Assert.Equal(console.Address.Authority, targets.RootElement[0].GetProperty("targets")[0].GetString());
        Assert.Contains("process_cpu_time_seconds_total", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/metrics")).StatusCode);
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/metrics/targets")).StatusCode);
    }

    private static HttpClient Person(ConsoleHost console)
    {
        var http = new HttpClient { BaseAddress = console.Address, Timeout = Limit };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SiteBearer.Create(ConsoleHost.Secret, new Person("tests", OperatorLevel.Viewer), console.Time.GetUtcNow()));
        return http;
    }

    private static async Task<string> UntilAsync(HttpClient http, string address, string holds, string again)
    {
        var end = TimeProvider.System.GetTimestamp();
        var last = "";
        while (TimeProvider.System.GetElapsedTime(end) < Limit)
        {
            (await http.GetAsync(again)).EnsureSuccessStatusCode();
            last = await http.GetStringAsync(address);
            if (last.Contains(holds, StringComparison.Ordinal))
                return last;
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
        throw new TimeoutException($"{address} did not show {holds} within {Limit}; it was {last}");
    }
}
