using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Seawall.Client.Sql;

namespace Seawall.Client.Hosting;

/// <summary>The lines by which a service joins Seawall.</summary>
public static class SeawallHosting
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Adds role propagation over HTTP and the health checks.</summary>
    public static IServiceCollection AddSeawall(this IServiceCollection services, SeawallServiceOptions options)
    {
        services.AddSingleton(options);
        services.AddTransient<CallContextHandler>();
        services.AddHealthChecks();
        return services;
    }

    /// <summary>Adds a database under the name of its business, with its health check; resolve it by that key.</summary>
    public static IServiceCollection AddSeawallDatabase(this IServiceCollection services, string business, SeawallDataOptions options)
    {
        services.AddKeyedSingleton(business, (_, _) => new SeawallDataSource(options));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            business,
            provider => new DatabaseHealth(provider.GetRequiredKeyedService<SeawallDataSource>(business)),
            HealthStatus.Unhealthy,
            tags: null,
            timeout: HealthTimeout));
        return services;
    }

    /// <summary>Gives every request its call context; stands after routing, so that the route is known.</summary>
    public static IApplicationBuilder UseSeawall(this IApplicationBuilder app) => app.UseMiddleware<CallContextMiddleware>();

    /// <summary>Maps <c>/alive</c> (the process answers) and <c>/health</c> (so do its databases; 503 otherwise).</summary>
    public static void MapSeawallHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/alive", () => "alive");
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteReport });
    }

    private static Task WriteReport(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json";
        var body = new Dictionary<string, object>
        {
            ["status"] = report.Status.ToString(),
            ["checks"] = report.Entries.ToDictionary(e => e.Key, e => e.Value.Description ?? e.Value.Status.ToString()),
        };
        return JsonSerializer.SerializeAsync(http.Response.Body, body, cancellationToken: http.RequestAborted);
    }
}
