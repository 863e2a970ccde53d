using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Calls;
using Seawall.Client.Hosting;
using Seawall.Client.Metrics;

namespace Seawall.Client.Tests.Metrics;

public sealed class ServiceFiguresTests
{
    private static readonly Dictionary<string, string?> NoSettings = [];

    [Fact]
    public async Task Every_interface_is_counted_by_route_method_status_and_role_without_a_line_of_its_own()
    {
        await using var app = await StartAsync(edge: false, NoSettings);
        using var http = new HttpClient { BaseAddress = AddressOf(app) };
        for (var i = 0; i < 3; i++)
            await AskAsync(http, $"/items/{i}", "seawall.role=app");
        await AskAsync(http, "/items/7", "seawall.role=h5");
        await AskAsync(http, "/broken", "seawall.role=app");
        await AskAsync(http, "/busy", "seawall.role=app");
        var text = await FiguresAsync(http);
        Assert.Contains(Line("/items/{id}", 200, "app", 3), text, StringComparison.Ordinal);
        Assert.Contains(Line("/items/{id}", 200, "h5", 1), text, StringComparison.Ordinal);
        Assert.Contains(Line("/broken", 500, "app", 1), text, StringComparison.Ordinal);
        Assert.Contains(Line("/busy", 503, "app", 1), text, StringComparison.Ordinal);
        Assert.DoesNotContain("http_route=\"/alive\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http_route=\"/metrics\"", text, StringComparison.Ordinal);
        foreach (var name in new[] { "process_cpu_time_seconds_total{cpu_mode=\"user\"}", "process_memory_usage_bytes", "process_unix_file_descriptor_limit", "process_thread_count", "process_start_time_seconds", "dotnet_gc_pause_time_seconds_total", "dotnet_thread_pool_queue_length", "process_network_io_bytes_total" })
            Assert.Contains("\n" + name, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Marked_requests_are_in_no_series_but_their_own()
    {
        await using var app = await StartAsync(edge: false, NoSettings);
        using var http = new HttpClient { BaseAddress = AddressOf(app) };
        var (seed, marked, unmarked) = (Random.Shared.Next(), 0, 0);
        var random = new Random(seed);
        var before = Rehearsed(await FiguresAsync(http));
        for (var i = 0; i < 200; i++)
        {
            var isMarked = random.Next(2) == 0;
            (marked, unmarked) = isMarked ? (marked + 1, unmarked) : (marked, unmarked + 1);
            await AskAsync(http, "/items/1", isMarked ? "seawall.role=app,seawall.mark=drill" : "seawall.role=app");
        }
        var text = await FiguresAsync(http);
        Assert.True(text.Contains(Line("/items/{id}", 200, "app", unmarked), StringComparison.Ordinal), $"seed {seed}: not {unmarked} unmarked requests in\n{text}");
        Assert.True(Rehearsed(text) - before == marked, $"seed {seed}: {Rehearsed(text) - before} of {marked} marked requests counted");
    }

    [Fact]
    public async Task Strangers_and_proxies_get_no_figures_at_the_edge_but_this_machine_does()
    {
        await using var app = await StartAsync(edge: true, NoSettings);
        using var http = new HttpClient { BaseAddress = AddressOf(app) };
        Assert.Equal(200, (int)(await http.GetAsync("/metrics")).StatusCode);
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        forwarded.Headers.Add("X-Forwarded-For", "203.0.113.7");
        Assert.Equal(404, (int)(await http.SendAsync(forwarded)).StatusCode);
        Assert.False(new MetricsAccess(() => Networks.None).Allows(From("203.0.113.7")));
        Assert.True(new MetricsAccess(() => new Networks(["203.0.113.0/24"])).Allows(From("203.0.113.7")));
        Assert.True(new MetricsAccess(() => Networks.None).Allows(From("::ffff:127.0.0.1")));
    }

    [Fact]
    public async Task A_collector_gets_the_figures_by_OTLP_when_the_environment_names_one()
    {
        var received = Channel.CreateUnbounded<byte[]>();
        await using var collector = await CollectorAsync(received.Writer);
        var settings = new Dictionary<string, string?> { [OtlpExport.Endpoint] = AddressOf(collector).ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        await using (var app = await StartAsync(edge: false, settings))
        {
            using var http = new HttpClient { BaseAddress = AddressOf(app) };
            await AskAsync(http, "/items/1", "seawall.role=h5");
            await AskAsync(http, "/secret", "seawall.role=app,seawall.mark=drill");
            await FiguresAsync(http);
            await app.StopAsync();
        }
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var sent = Encoding.Latin1.GetString(await received.Reader.ReadAsync(patience.Token));
        foreach (var part in new[] { "http.server.request.duration", "/items/{id}", "seawall.role", "h5", "process.cpu.time", "service.name" })
            Assert.Contains(part, sent, StringComparison.Ordinal);
        Assert.DoesNotContain("/secret", sent, StringComparison.Ordinal);
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = System.Net.IPAddress.Parse(address) } };

    private static string Line(string route, int status, string role, int count) =>
        $"http_server_request_duration_seconds_count{{http_request_method=\"GET\",http_response_status_code=\"{status}\",http_route=\"{route}\",seawall_role=\"{role}\"}} {count}\n";

    private static int Rehearsed(string text) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith("seawall_rehearsal_requests_total ", StringComparison.Ordinal)) is { } line ? int.Parse(line.Split(' ')[1], null) : 0;

    // The framework measures a request after its answer was sent, so the last one is waited for by asking until nothing runs but the question itself.
    private static async Task<string> FiguresAsync(HttpClient http)
    {
        for (var i = 0; i < 500; i++)
        {
            var text = await http.GetStringAsync("/metrics");
            if (text.Contains("\nhttp_server_active_requests 1\n", StringComparison.Ordinal))
                return text;
            await Task.Yield();
        }
        throw new TimeoutException("after 500 looks requests were still running");
    }

    private static async Task AskAsync(HttpClient http, string path, string baggage)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("baggage", baggage);
        using var answer = await http.SendAsync(request);
    }

    private static async Task<WebApplication> CollectorAsync(ChannelWriter<byte[]> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/metrics", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            await received.WriteAsync(body.ToArray());
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<WebApplication> StartAsync(bool edge, IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = "service", Edge = edge });
        builder.Services.AddSeawallProblems();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseRouting();
        app.UseSeawall();
        app.MapSeawallHealth();
        app.MapGet("/items/{id}", (int id) => id);
        app.MapGet("/secret", () => "marked");
        app.MapGet("/broken", string () => throw new InvalidOperationException("broken on purpose"));
        app.MapGet("/busy", string () => throw new HttpRequestException("away on purpose"));
        await app.StartAsync();
        return app;
    }

    private static Uri AddressOf(WebApplication app) => new(app.Urls.First());
}
