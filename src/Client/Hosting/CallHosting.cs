using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Bulkheads;
using Seawall.Client.Calls;
using Seawall.Client.Dependencies;
using Seawall.Client.Limits;
using Seawall.Client.Switches;
using Seawall.Kernel;

namespace Seawall.Client.Hosting;

/// <summary>Who asks, known to everything a service does.</summary>
internal static class CallHosting
{
    // One connection carries all reads of a cache; more than this waits only because the server does not answer.
    private static readonly BulkheadOptions OfCache = new() { Concurrency = 4096, Queue = 0, WaitMs = 0 };

    /// <summary>Adds roles, edge rules and the passing on of both.</summary>
    public static IServiceCollection AddCalls(this IServiceCollection services, SeawallServiceOptions options)
    {
        foreach (var name in options.Services.Prepend(options.Name).Where(name => Baggage.IsPlain(name)))
            RoleRegistry.Register(name);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CallIsRehearsal>(() => CallContext.Current.Mark is not null);
        services.TryAddSingleton(SwitchBoard.Book);
        services.TryAddSingleton<LiveEdgeRules>();
        services.TryAddSingleton<LiveLimits>();
        services.TryAddSingleton<LiveBulkheads>();
        services.TryAddSingleton<EnterDependency>(provider =>
        {
            var bulkheads = provider.GetRequiredService<LiveBulkheads>();
            return dependency => bulkheads.Of(dependency, OfCache).TryEnter();
        });
        services.TryAddSingleton<DependencyUsed>(DependencyUses.CountCache);
        services.AddTransient<CallContextHandler>();
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler<CallContextHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, EntryMiddleware.First>());
        return services;
    }
}
