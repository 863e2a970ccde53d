using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Calls;
using Seawall.Client.Config.Emergency;
using Seawall.Client.Config.Kept;
using Seawall.Client.Config.Push;
using Seawall.Client.Hosting;
using Seawall.Client.Links;

namespace Seawall.Client.Config;

/// <summary>Joins a service to the config center, as far as its options say.</summary>
internal static class ConfigHosting
{
    /// <summary>
    /// Adds the <see cref="LiveConfig"/>. The copy on the disk and the break-glass acts are in force when this returns, before any other part of the service
    /// begins: a restart has its switches at once, whatever else is down.
    /// </summary>
    public static void AddConfig(this IServiceCollection services, SeawallServiceOptions options)
    {
        var state = new ConfigState();
        services.TryAddSingleton(state);
        if (services.Any(service => service.ServiceType == typeof(LiveConfig)))
            return;
        var live = new LiveConfig();
        // Roles have their numbers before anyone else acts on a push.
        live.Subscribe(RoleEntries.Register);
        services.AddSingleton(live);
        if (options.ControlCenter.Count == 0)
            return;
        services.TryAddSingleton(TimeProvider.System);
        var keeper = new ConfigKeeper(live, state);
        services.AddSingleton(keeper);
        services.AddHostedService<ArmedClock>();
        if (options is { State: { } folder, ControlToken: { } secret })
            services.AddKept(new LastKnownGood(folder, LastKnownGood.KeyOf(secret)), keeper, state);
        if (options is { BreakGlass: { } drop, BreakGlassSecret: { } site })
            services.AddEmergency(new EmergencyFolder(drop, EmergencyFolder.KeyOf(site)), keeper, state);
        services.AddStream(options);
    }

    private static void AddKept(this IServiceCollection services, LastKnownGood file, ConfigKeeper keeper, ConfigState state)
    {
        if (file.Load(out var refused) is { } kept)
            keeper.Begin(kept);
        state.Change(now => now with { Refused = refused, KeptRevision = state.Current.Source == ConfigSource.File ? state.Current.Revision : null });
        services.AddHostedService(provider => new KeptWriter(
            file, keeper, state, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KeptWriter>>()));
    }

    private static void AddEmergency(this IServiceCollection services, EmergencyFolder folder, ConfigKeeper keeper, ConfigState state)
    {
        services.AddHostedService(provider => new EmergencyWatch(
            folder, keeper, state, provider.GetRequiredService<SeawallServiceOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EmergencyWatch>>()));
        try
        {
            keeper.Lay(folder.Read(out _));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The watch says so as soon as there is a log.
        }
    }

    private static void AddStream(this IServiceCollection services, SeawallServiceOptions options)
    {
        services.AddSingleton(provider => new AckSender(options, Http(options), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<AckSender>());
        services.AddHostedService(provider => new ConfigStreamClient(
            options, provider.GetRequiredService<ConfigKeeper>(), provider.GetRequiredService<ConfigState>(), provider.GetRequiredService<AckSender>(), Http(options),
            provider.GetRequiredService<TimeProvider>(), new Random(HashCode.Combine(options.Instance, Environment.ProcessId)),
            provider.GetRequiredService<ILogger<ConfigStreamClient>>()));
        services.AddHostedService<ConfigMeter>();
        services.AddHealthChecks().AddCheck<ConfigHealth>("config");
    }

    // A stream has no end, so that there is no time-out for the whole; each step has its own.
    private static HttpClient Http(SeawallServiceOptions options)
    {
        var http = new HttpClient(new LinkHandler(() => new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            // What goes to the config center is not part of any request's trace.
            ActivityHeadersPropagator = null,
        }))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Authorization = options.ControlToken is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        return http;
    }
}
