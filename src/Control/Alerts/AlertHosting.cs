using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Seawall.Alerts.Desk;
using Seawall.Alerts.Outlets;
using Seawall.Client.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Leading;
using Seawall.Control.Metrics;

namespace Seawall.Control.Alerts;

/// <summary>The lines by which a control center alerts; it needs an <c>IMetricSource</c> and an <c>ISiteProcesses</c>.</summary>
public static partial class AlertHosting
{
    public static IServiceCollection AddAlerts(this IServiceCollection services, AlertOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.TryAddSingleton<IMetricSource>(provider => new MemoryMetricSource(provider.GetRequiredService<TimeProvider>()));
        foreach (var prefix in new[] { ConfigKeys.Alert, ConfigKeys.Outlet, ConfigKeys.Silence })
            services.AddSingleton<IValueCheck>(new AlertValueCheck(prefix));
        services.AddSingleton<LivePolicy>();
        services.AddSingleton(provider => new OutletSender(new OutletSurroundings { Time = provider.GetRequiredService<TimeProvider>(), Logs = options.Logs, Secret = options.Secret }));
        services.AddSingleton(Desk);
        services.AddSingleton<AlertEngine>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertEngine>());
        services.AddSingleton<SilenceBook>();
        return services;
    }

    /// <summary>Maps the API and the page; without <see cref="AddAlerts"/> there are none.</summary>
    internal static void MapAlerts(this WebApplication app)
    {
        if (app.Services.GetService<AlertOptions>() is null)
            return;
        AlertEndpoints.Map(app);
        AlertPages.Map(app);
    }

    private static AlertDesk Desk(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<AlertOptions>();
        var policy = provider.GetRequiredService<LivePolicy>();
        var sender = provider.GetRequiredService<OutletSender>();
        var log = provider.GetRequiredService<ILogger<AlertDesk>>();
        var watchdog = new DeskFile(options.Folder.Watchdog);
        return new AlertDesk(new DeskOptions
        {
            Name = "control",
            File = new DeskFile(options.Folder.Control),
            Policy = () => policy.Current.Policy,
            Send = sender.SendAsync,
            Time = provider.GetRequiredService<TimeProvider>(),
            // Retries only need to differ from node to node.
            Chance = new Random(Environment.ProcessId),
            Say = line => Log.Said(log, line),
            DeliveredElsewhere = id => watchdog.Peek().Journal.Any(delivery => delivery.Id == id && delivery.Outcome == DeliveryOutcome.Delivered),
            Leads = () => provider.GetService<ILeader>()?.IsLeader ?? true,
            Link = options.Link,
            Host = options.Host,
        });
    }

    private static partial class Log
    {
        [LoggerMessage(5410, LogLevel.Warning, "{Line}")]
        public static partial void Said(ILogger log, string line);
    }
}
