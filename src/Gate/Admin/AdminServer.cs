using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Metrics;
using Seawall.Client.Metrics.Machine;
using Seawall.Gate.Capturing;
using Seawall.Gate.Rules;
using Seawall.Gate.Sessions;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Admin;

/// <summary>The gate's own HTTP: <c>/health</c>, <c>/stats</c>, <c>/live</c>, <c>/rules</c>, <c>/metrics</c>, <c>/capture</c> and its files, the sessions, and what is done to them by hand.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(400);

    private readonly WebApplication _app;
    private readonly GateContext _context;
    private readonly StatCollector _statistics;
    private readonly CaptureSink? _capture;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private readonly IReadOnlyList<IDisposable> _meters;

    private AdminServer(WebApplication app, GateContext context, StatCollector statistics, CaptureSink? capture, Func<(long Received, long Sent)> bytes, TimeProvider time)
    {
        (_app, _context, _statistics, _capture, _time) = (app, context, statistics, capture, time);
        _started = time.GetUtcNow();
        MetricRegistry registry = new(scope: context);
        app.MapGet("/health", () => Results.Text("ok\n"));
        app.MapGet("/stats", StatsAsync);
        app.MapGet("/stats/history", HistoryAsync);
        app.MapGet("/live", LiveAsync);
        foreach (string report in context.Reports.Names)
            app.MapGet("/" + report, () => Results.Bytes(context.Reports.Read(report), "application/json"));
        _meters = [registry, new ProcessMeter(time, bytes), new GateMeter(context, context, statistics, capture)];
        app.MapMetrics(registry);
        app.MapGet("/capture", () => CaptureState());
        app.MapPost("/capture", RotateAsync);
        CaptureDownloads.Map(app, context.Options, capture);
        SessionRoutes.Map(app, context);
        ActionRoutes.Map(app, context);
    }

    public IPEndPoint EndPoint
    {
        get
        {
            IServerAddressesFeature addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            Uri address = new(addresses.Addresses.First());
            return new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
        }
    }

    public static async Task<AdminServer> StartAsync(
        IPEndPoint listen, GateContext context, StatCollector statistics, CaptureSink? capture, Func<(long Received, long Sent)> bytes, TimeProvider time, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(listen, o => o.Protocols = HttpProtocols.Http1));
        WebApplication app = builder.Build();
        AdminServer admin = new(app, context, statistics, capture, bytes, time);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        return admin;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        foreach (IDisposable meter in _meters)
            meter.Dispose();
    }

    private async Task StatsAsync(HttpContext http)
    {
        string? since = http.Request.Query["since"];
        double seconds = 3600;
        bool sound = since is null || double.TryParse(since, System.Globalization.CultureInfo.InvariantCulture, out seconds);
        if (!sound || seconds <= 0 || seconds > s_longest.TotalSeconds)
        {
            await Fault(http, $"since must be seconds above 0 and up to {s_longest.TotalSeconds:0}, was {since}").ConfigureAwait(false);
            return;
        }
        if (!StatsReport.TryParse(http.Request.Query["by"], out StatsGrouping grouping))
        {
            await Fault(http, $"by must be business, role, sql, table or table-business, was {http.Request.Query["by"]}").ConfigureAwait(false);
            return;
        }
        TimeSpan span = TimeSpan.FromSeconds(seconds);
        StatTotals totals = await _statistics.LastAsync(span, http.RequestAborted).ConfigureAwait(false);
        ArrayBufferWriter<byte> body = new();
        StatsReport.Write(body, _context.Options.Name, (_time.GetUtcNow() - span).ToUnixTimeSeconds(), totals, grouping, [.. _context.Options.Businesses.Values]);
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    private async Task<IResult> HistoryAsync(CancellationToken cancellationToken)
    {
        (long first, long minutes, long days) = await _statistics.HistoryAsync(cancellationToken).ConfigureAwait(false);
        return Results.Json(new { gate = _context.Options.Name, firstUnix = first, minutes, days });
    }

    private async Task LiveAsync(HttpContext http)
    {
        ArrayBufferWriter<byte> body = new();
        LiveReport.Write(body, _context.Options.Name, _started, _context.Counters.Open, await _statistics.LiveAsync().ConfigureAwait(false));
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    private IResult CaptureState() => _capture is null
        ? Results.Json(new { enabled = false })
        : Results.Json(new
        {
            enabled = true,
            directory = _context.Options.CaptureDirectory,
            clear = _context.Options.CaptureClear,
            file = _capture.CurrentFile,
            captured = _capture.Captured,
            dropped = _capture.Dropped,
            files = _capture.FilesClosed,
        });

    private async Task<IResult> RotateAsync(CancellationToken cancellationToken)
    {
        if (_capture is null)
            return CaptureDownloads.Off();
        await _capture.RotateAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return CaptureState();
    }

    private static Task Fault(HttpContext http, string detail) =>
        Results.Problem(detail, statusCode: 400, title: "Bad query").ExecuteAsync(http);
}
