using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Seawall.Client.Hosting;
using Seawall.Client.Switches;

namespace Seawall.Client.Features;

/// <summary>Ends a start whose features are not declared as their grades ask; all faults come at once, each with its endpoint.</summary>
internal sealed class FeatureCheck(EndpointDataSource endpoints, SeawallServiceOptions options) : IHostedLifecycleService
{
    /// <summary>What is wrong with the features of these endpoints; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(EndpointDataSource endpoints, string service)
    {
        var faults = new List<string>();
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (FeatureEndpoint.Of(endpoint, service) is not { } feature)
                continue;
            var name = FeatureEndpoint.Name(endpoint);
            FeatureRegistry.Seen(feature.Key, name);
            if (FaultOf(feature) is { } fault)
                faults.Add($"{name}: {fault}");
            else if (feature.Fallback.Kind == FallbackKind.LastGood && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == false)
                faults.Add($"{name}: the feature {feature.Key} keeps the last good answer, which only a GET has");
        }
        foreach (var group in FeatureRegistry.All.GroupBy(feature => feature.Key, StringComparer.Ordinal))
        {
            if (FeatureRegistry.EndpointsOf(group.Key).Count == 0 && group.Select(FaultOf).FirstOrDefault(fault => fault is not null) is { } fault)
                faults.Add(fault);
        }
        return faults;
    }

    public Task StartedAsync(CancellationToken cancellationToken) =>
        Faults(endpoints, options.Name) is { Count: > 0 } faults
            ? throw new InvalidOperationException($"{options.Name} has features that cannot degrade as their grade asks:\n{string.Join('\n', faults)}")
            : Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string? FaultOf(Feature feature) => (feature.Grade, feature.Fallback.Kind) switch
    {
        (Grade.G0, FallbackKind.None) => null,
        (Grade.G0, _) => $"the feature {feature.Key} has grade G0, is never off and must have no fallback",
        (_, FallbackKind.None) => $"the feature {feature.Key} has grade {feature.Grade} and must say what callers get while it is off",
        (_, FallbackKind.LastGood) when feature.Fallback.MaxStaleness <= TimeSpan.Zero => $"the feature {feature.Key} must say how old its last good answer may be",
        _ => null,
    };
}
