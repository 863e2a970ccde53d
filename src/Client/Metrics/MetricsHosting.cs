using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using System.Diagnostics.Metrics;
using Seawall.Client.Calls;
using Seawall.Client.Metrics.Machine;

namespace Seawall.Client.Metrics;

/// <summary>Gives a process its figures; <c>AddSeawall</c> does it for every service.</summary>
public static class MetricsHosting
{
    /// <summary>Measures the process and answers at <c>/metrics</c>; a collector gets the figures when the environment names one.</summary>
    public static IServiceCollection AddSeawallMetrics(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(provider => new MetricsAccess(() => provider.GetRequiredService<LiveEdgeRules>().Current.Trusted));
        services.TryAddSingleton(provider => new ProcessMeter(TimeProvider.System));
        services.TryAddSingleton(provider =>
        {
            provider.GetRequiredService<ProcessMeter>();
            return new MetricRegistry(provider.GetRequiredService<IMeterFactory>());
        });
        services.AddSingleton<IStartupFilter, MetricsEndpoint>();
        services.AddHostedService<OtlpExport>();
        return services;
    }

    /// <summary>Maps <c>/metrics</c> and <c>/metrics/values</c> for a host that is no service: a gate's admin address, the watchdog.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder app, MetricRegistry registry)
    {
        app.MapGet("/metrics", (HttpContext http) => MetricsEndpoint.WriteTextAsync(http, registry));
        app.MapGet("/metrics/values", (HttpContext http) => MetricsEndpoint.WriteValuesAsync(http, registry));
    }
}
