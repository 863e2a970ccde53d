using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Seawall.Client.Addresses;
using Seawall.Client.Bulkheads;
using Seawall.Client.Config;
using Seawall.Client.Doors;
using Seawall.Client.Features;
using Seawall.Client.Limits;
using Seawall.Client.Links;
using Seawall.Client.Metrics;
using Seawall.Client.Sql;
using Seawall.Client.Switches;
using Seawall.Kernel.Faults;

namespace Seawall.Client.Hosting;

/// <summary>The lines by which a service joins Seawall.</summary>
public static class SeawallHosting
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly BulkheadOptions OfService = new() { Concurrency = 256, Queue = 1024, WaitMs = 1000 };

    /// <summary>Adds role propagation over HTTP and the health checks.</summary>
    public static IServiceCollection AddSeawall(this IServiceCollection services, SeawallServiceOptions options)
    {
        services.AddSingleton(options);
        services.AddFaults(options);
        services.AddCalls(options);
        services.AddConfig(options);
        services.AddDoors(options);
        services.AddSwitches();
        services.AddHealthChecks();
        services.AddSeawallMetrics();
        return services;
    }

    /// <summary>Answers failures as problem bodies with a stable <c>code</c>; for services, not for pages.</summary>
    public static IServiceCollection AddSeawallProblems(this IServiceCollection services) =>
        services.AddProblemDetails().AddExceptionHandler<ServiceProblems>();

    /// <summary>Adds a database under the name of its business, with its health check; resolve it by that key.</summary>
    public static IServiceCollection AddSeawallDatabase(this IServiceCollection services, string business, SeawallDataOptions options)
    {
        services.AddKeyedSingleton(business, (provider, _) => new SeawallDataSource(options, provider.GetRequiredService<LiveBulkheads>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            business,
            provider => new DatabaseHealth(provider.GetRequiredKeyedService<SeawallDataSource>(business)),
            HealthStatus.Unhealthy,
            tags: null,
            timeout: HealthTimeout));
        return services;
    }

    /// <summary>Adds a contract that another process serves at <paramref name="address"/>; calls carry role and caller, and end in time.</summary>
    public static IServiceCollection AddSeawallClient<TContract>(this IServiceCollection services, Uri address, Func<HttpClient, TContract> create)
        where TContract : class => services.AddSeawallClient(new ServiceAddress(DependencyName<TContract>(), address), create);

    /// <summary>The same for a contract of a service whose instances the config may name.</summary>
    public static IServiceCollection AddSeawallClient<TContract>(this IServiceCollection services, ServiceAddress address, Func<HttpClient, TContract> create)
        where TContract : class
    {
        services.TryAddSingleton<LiveAddresses>();
        return services.AddSingleton(provider =>
        {
            var handler = provider.GetRequiredService<CallContextHandler>();
            var bulkhead = provider.GetRequiredService<LiveBulkheads>().Of($"service.{DependencyName<TContract>()}", OfService);
            handler.InnerHandler = new BulkheadHandler(bulkhead, new DependencyHandler(DependencyName<TContract>(), new AddressHandler(provider.GetRequiredService<LiveAddresses>().To(address), new LinkHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
                // Within the site neither a proxy nor a redirect nor a cookie has any business.
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
            }))));
            return create(new HttpClient(handler) { BaseAddress = address.Usual, Timeout = CallTimeout });
        });
    }

    /// <summary>
    /// Gives every request's context its route, answers what is refused for it, and answers for features that are off; stands after routing, so that the route is known.
    /// </summary>
    public static IApplicationBuilder UseSeawall(this IApplicationBuilder app) => app
        .UseMiddleware<CallContextMiddleware>()
        .Use(next => LimitMiddleware.OfFeatures(
            next, app.ApplicationServices.GetRequiredService<LiveLimits>(), app.ApplicationServices.GetRequiredService<SeawallServiceOptions>().Name))
        .UseMiddleware<FeatureMiddleware>();

    /// <summary>Maps <c>/alive</c> (the process answers) and <c>/health</c> (so do its databases; 503 otherwise).</summary>
    public static void MapSeawallHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/alive", () => "alive");
        SwitchesView.Map(app);
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteReport });
    }

    // Before all other parts: a service that starts in the middle of a fault makes its first connection by it.
    private static void AddFaults(this IServiceCollection services, SeawallServiceOptions options)
    {
        if (options.Faults is not { } folder)
            return;
        var watch = new FaultWatch(new FaultFolder(folder.FullName), options.Instance, TimeProvider.System);
        watch.Look();
        services.TryAddSingleton<TimeProvider>(SiteClock.Instance);
        services.AddHostedService(_ => new FaultWatching(watch));
    }

    // ICatalog is the contract of catalog.
    private static string DependencyName<TContract>() =>
        typeof(TContract).Name is ['I', >= 'A' and <= 'Z', ..] name ? name[1..].ToLowerInvariant() : typeof(TContract).Name.ToLowerInvariant();

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
