using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Control.Arming;
using Seawall.Control.Config.Api;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.Etcd;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Config.Replication;
using Seawall.Control.Dial;
using Seawall.Control.Gates;
using Seawall.Control.Instances;

namespace Seawall.Control.Config;

/// <summary>The config center's store and desks as services; every <see cref="IValueCheck"/> that is added is asked before a publish.</summary>
internal static class ConfigHosting
{
    public static void AddConfigCenter(this IServiceCollection services, ClusterOptions? cluster)
    {
        services.AddCluster(cluster);
        services.AddSingleton(provider => new ConfigChecks(provider.GetServices<IValueCheck>()));
        services.AddSingleton(provider => new SqliteConfigStore(
            Path.Combine(provider.GetRequiredService<ControlOptions>().Data.FullName, "config.db"),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<LiveConfig>(),
            provider.GetRequiredService<ConfigChecks>(),
            provider.GetRequiredService<ILogger<SqliteConfigStore>>(),
            provider.GetService<Replica>()));
        services.TryAddSingleton<IConfigStore>(provider => provider.GetRequiredService<SqliteConfigStore>());
        services.AddSingleton<ConfigHistory>();
        services.AddSingleton<ChangeGuard>();
        services.AddSingleton<ConfigDesk>();
        services.AddSingleton<IValueCheck, AddressCheck>();
        services.AddSingleton<IValueCheck, ArmedCheck>();
        GateValueCheck.AddRules(services);
        services.AddSingleton<IValueCheck, GateConnectionsCheck>();
        services.AddSingleton<ArmedPublisher>();
        services.AddSingleton<IArmedPublisher>(provider => provider.GetRequiredService<ArmedPublisher>());
        services.AddHostedService(provider => provider.GetRequiredService<ArmedPublisher>());
        services.AddSingleton<OperatorDesk>();
        services.AddDial();
        services.AddSingleton<ChangeCall>();
    }
}
