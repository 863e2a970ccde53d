using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Seawall.Control.Metrics.Businesses;
using Seawall.Control.Metrics.Keeping;
using Seawall.Control.Metrics.Monitors;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Metrics.Servers;

namespace Seawall.Control.Metrics;

/// <summary>Gives the control center its store of figures and the scraper that fills it.</summary>
internal static class ControlMetrics
{
    public static void AddControlMetrics(this IServiceCollection services, DirectoryInfo data)
    {
        services.TryAddSingleton<IMetricTargets, NoTargets>();
        services.TryAddSingleton<INamedMonitors, NoMonitors>();
        services.AddSingleton(new MetricStore());
        services.AddSingleton<MetricBeat>();
        services.AddSingleton(provider => new MetricFiles(new DirectoryInfo(Path.Combine(data.FullName, "metrics")), provider.GetRequiredService<ILogger<MetricFiles>>()));
        services.AddSingleton<MetricScraper>();
        services.AddHostedService(provider => provider.GetRequiredService<MetricScraper>());
        services.AddSingleton<IMetricSource, StoreSource>();
        services.AddSingleton<BusinessFigures>();
        services.AddSingleton<ServerFigures>();
        services.AddSingleton<MonitorFigures>();
    }

    public static void MapControlMetrics(this IEndpointRouteBuilder app)
    {
        BusinessPages.Map(app);
        ServerPages.Map(app);
        MonitorPages.Map(app);
        MetricsApi.Map(app);
    }
}
