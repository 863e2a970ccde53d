using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Gate.Statistics;

namespace Seawall.Cli;

/// <summary>
/// Answers <c>/stats</c>, <c>/stats/history</c>, <c>/live</c> and <c>/health</c> as a gate's admin address does, out of readings of a server, so that <c>seawall stats</c> and the console's pages of SQL can
/// read it. Keeps what came between readings in a file of its own, as a gate keeps its statistics.
/// </summary>
internal sealed class ObservedDesk : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ObservedServer _server;
    private readonly ObservedTotals _totals;
    private readonly StatStore _store;
    private readonly WebApplication _app;
    private readonly string _name;
    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();
    private readonly StatTotals _live = new();
    private ObservedReading? _last;

    private ObservedDesk(ObservedServer server, ObservedTotals totals, StatStore store, WebApplication app, string name)
    {
        (_server, _totals, _store, _app, _name) = (server, totals, store, app, name);
        app.MapGet("/health", () => Results.Text("ok\n"));
        app.MapGet("/stats", StatsAsync);
        app.MapGet("/stats/history", HistoryAsync);
        app.MapGet("/live", LiveAsync);
    }

    public string Address => _app.Urls.First();

    public static async Task<ObservedDesk> StartAsync(IPEndPoint listen, ObservedServer server, ObservedTotals totals, string file, string name, CancellationToken ct)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(listen, o => o.Protocols = HttpProtocols.Http1));
        WebApplication app = builder.Build();
        ObservedDesk desk = new(server, totals, new StatStore(file), app, name);
        await desk.ReadAsync(ct).ConfigureAwait(false);
        await app.StartAsync(ct).ConfigureAwait(false);
        return desk;
    }

    /// <summary>Reads until cancelled; a server that is away for a while is told on the log and read again.</summary>
    public async Task RunAsync(TimeSpan interval, TextWriter log, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false))
        {
            try
            {
                await ReadAsync(ct).ConfigureAwait(false);
            }
            catch (CommandException e)
            {
                await log.WriteLineAsync(e.Message).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        _store.Dispose();
        _turn.Dispose();
    }

    // The first reading is where counting begins: what the server counted before belongs to no minute that is known.
    private async Task ReadAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            ObservedReading next = await _server.ReadAsync(ct).ConfigureAwait(false);
            if (_last is { } last && _totals.Of(next.After(last)) is { All.Count: > 0 } totals)
            {
                _store.Add(last.At.ToUnixTimeSeconds() / 60 * 60, totals);
                _live.Add(totals);
            }
            _last = next;
            _store.Age(next.At.ToUnixTimeSeconds());
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task StatsAsync(HttpContext http)
    {
        var seconds = 3600.0;
        if ((http.Request.Query["since"].FirstOrDefault() is { } since && (!double.TryParse(since, System.Globalization.CultureInfo.InvariantCulture, out seconds) || seconds <= 0))
            || !StatsReport.TryParse(http.Request.Query["by"], out StatsGrouping grouping))
        {
            await Results.Problem("since must be seconds above 0, and by business, role, sql or table", statusCode: 400, title: "Bad query").ExecuteAsync(http).ConfigureAwait(false);
            return;
        }
        await ReadAsync(http.RequestAborted).ConfigureAwait(false);
        await _turn.WaitAsync(http.RequestAborted).ConfigureAwait(false);
        ArrayBufferWriter<byte> body = new();
        try
        {
            var from = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - (long)seconds;
            StatsReport.Write(body, _name, from, _store.Since(from), grouping, []);
        }
        finally
        {
            _turn.Release();
        }
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    private async Task<IResult> HistoryAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            (long first, long minutes, long days) = _store.History();
            return Results.Json(new { gate = _name, firstUnix = first, minutes, days });
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IResult> LiveAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return Results.Json(new
            {
                gate = _name,
                startedUnixMs = _started.ToUnixTimeMilliseconds(),
                sessions = _last?.Sessions.Sum(sessions => sessions.Count) ?? 0,
                businesses = _live.All.GroupBy(total => total.Business, StringComparer.Ordinal).OrderBy(business => business.Key, StringComparer.Ordinal).Select(Business).ToArray(),
            });
        }
        finally
        {
            _turn.Release();
        }
    }

    private static object Business(IGrouping<string, StatTotal> totals)
    {
        var latency = new Kernel.LatencyHistogram();
        foreach (StatTotal total in totals)
            latency.Add(total.Latency);
        ArrayBufferWriter<byte> histogram = new();
        latency.WriteTo(histogram);
        return new { business = totals.Key, calls = latency.Count, errors = 0, totalMicros = latency.Sum, histogram = Convert.ToBase64String(histogram.WrittenSpan) };
    }
}
