using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Metrics;
using Seawall.Client.Metrics.Machine;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>
/// The watchdog's own small HTTP: <c>/health</c>, <c>/metrics</c> and <c>/metrics/values</c> with its figures, the machine's and those of databases and
/// caches. It answers few at a time and this machine only; a taken port costs these figures, never the site.
/// </summary>
internal sealed class WatchdogSite : IAsyncDisposable
{
    private const int MostConnections = 32;

    private readonly CancellationTokenSource _end = new();
    private readonly WebApplication _app;
    private readonly IReadOnlyList<IDisposable> _meters;
    private readonly Task _servers;

    private WatchdogSite(WebApplication app, IReadOnlyList<IDisposable> meters, ServerFigures servers)
    {
        (_app, _meters) = (app, meters);
        _servers = servers.RunAsync(_end.Token);
    }

    /// <summary>Starts it, or says why not and returns null.</summary>
    public static async Task<WatchdogSite?> TryStartAsync(SiteTopology topology, SeawallHome home, SiteInstances instances, TimeProvider time, Action<string> log, CancellationToken ct)
    {
        if (topology.Watchdog is not { } listen)
        {
            return null;
        }
        var servers = new ServerFigures(topology, instances, time);
        var registry = new MetricRegistry();
        IReadOnlyList<IDisposable> meters = [registry, new ProcessMeter(time), new HostMeter(new DirectoryInfo(home.Root)), new SiteMeter(topology, home, servers)];
        WebApplication app = Build(listen, registry);
        try
        {
            await app.StartAsync(ct).ConfigureAwait(false);
            return new WatchdogSite(app, meters, servers);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            log($"no figures of the watchdog at {listen}: {e.Message}");
            await app.DisposeAsync().ConfigureAwait(false);
            foreach (IDisposable meter in meters)
            {
                meter.Dispose();
            }
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _servers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
        {
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
        }
        await _app.DisposeAsync().ConfigureAwait(false);
        foreach (IDisposable meter in _meters)
        {
            meter.Dispose();
        }
        _end.Dispose();
    }

    private static WebApplication Build(HostPort listen, MetricRegistry registry)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            kestrel.Listen(IPAddress.Parse(listen.Host.Trim('[', ']')), listen.Port, options => options.Protocols = HttpProtocols.Http1);
        });
        WebApplication app = builder.Build();
        app.MapGet("/health", () => Results.Text("ok\n"));
        app.MapMetrics(registry);
        return app;
    }
}
