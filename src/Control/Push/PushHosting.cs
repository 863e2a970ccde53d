using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config.Emergency;
using Seawall.Control.Config;
using Seawall.Control.Config.Etcd;
using Seawall.Control.Config.Replication;
using Seawall.Control.Operators;
using Seawall.Control.Push.Peers;

namespace Seawall.Control.Push;

/// <summary>The lines by which a process with an <see cref="IConfigStore"/> becomes a node of the config center.</summary>
public static class PushHosting
{
    public static IServiceCollection AddConfigPush(this IServiceCollection services, PushOptions options)
    {
        options = options.Checked();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new RequireClient(options.ClientsToken));
        services.AddSingleton(provider => new PushFeed(provider.GetRequiredService<IConfigStore>(), options, provider.GetRequiredService<TimeProvider>(), Chance()));
        services.AddSingleton(provider => new InstanceBook(provider.GetRequiredService<PushFeed>(), options));
        services.AddSingleton(provider => new PeerWatch(
            provider.GetService<ClusterOptions>() ?? new ClusterOptions { Node = "", Site = "", Secret = "", Etcd = [] },
            provider.GetRequiredService<IConfigStore>(), options, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<PeerWatch>());
        services.AddSingleton<IInstances, FleetBook>();
        services.AddSingleton<NodeEndpoint>();
        services.AddSingleton(provider => new AcceptBudget(options.StreamsPerSecond, provider.GetRequiredService<TimeProvider>(), Chance()));
        services.AddSingleton(provider => new ClusterStanding(provider.GetService<SqliteConfigStore>(), provider.GetService<Replica>()));
        services.AddSingleton<PushHub>();
        services.AddSingleton<PushEndpoints>();
        services.AddHostedService(provider => provider.GetRequiredService<PushHub>());
        services.AddHostedService(provider => new PushMeter(provider.GetRequiredService<PushHub>(), provider.GetRequiredService<InstanceBook>()));
        return services;
    }

    /// <summary>Merges break-glass acts of this machine into the store when they come, and those that were dropped while no node was up.</summary>
    public static IServiceCollection AddEmergencyMerge(this IServiceCollection services, DirectoryInfo folder, string secret) =>
        services.AddHostedService(provider => new EmergencyMerge(
            new EmergencyFolder(folder, EmergencyFolder.KeyOf(secret)), provider.GetRequiredService<IConfigStore>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EmergencyMerge>>()));

    /// <summary>Answers services before anything else looks at a request; without <see cref="AddConfigPush"/> it does nothing.</summary>
    public static void UseConfigPush(this IApplicationBuilder app) => app.ApplicationServices.GetService<PushEndpoints>()?.Use(app);

    /// <summary><c>GET /api/instances</c>: who is at which revision, as JSON; <c>?stragglers=true</c> leaves out the others.</summary>
    public static RouteHandlerBuilder MapInstances(this IEndpointRouteBuilder app) => app.MapGet("/api/instances", (IServiceProvider services, bool? stragglers) =>
        services.GetService<IInstances>()?.Look() is { } fleet
            ? Results.Json(stragglers is true ? fleet with { Instances = fleet.Stragglers } : fleet)
            : Results.Problem("This process is no node of the config center.", statusCode: StatusCodes.Status404NotFound, title: "No config center", extensions: new Dictionary<string, object?> { ["code"] = "no-config-center" }))
        .RequirePerson(OperatorLevel.Viewer);

    /// <summary><c>GET /api/config/nodes</c>: how every node of the config center stands, as this one and the others say.</summary>
    public static RouteHandlerBuilder MapNodes(this IEndpointRouteBuilder app) => app.MapGet("/api/config/nodes", (IServiceProvider services) =>
        services.GetService<NodeEndpoint>() is { } own ? Results.Json(ClusterView.Of(own.View(), services.GetRequiredService<PeerWatch>().Seen))
            : Results.Problem("This process is no node of the config center.", statusCode: StatusCodes.Status404NotFound, title: "No config center", extensions: new Dictionary<string, object?> { ["code"] = "no-config-center" }))
        .RequirePerson(OperatorLevel.Viewer);

    // Beats and moments to come again only need to differ from node to node.
    private static Random Chance() => new(Environment.ProcessId);
}
