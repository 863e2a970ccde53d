using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Control.Config.Replication;
using Seawall.Control.Leading;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Etcd;

/// <summary>The lines by which a control center becomes one node of several.</summary>
internal static class ClusterHosting
{
    public static void AddCluster(this IServiceCollection services, ClusterOptions? options)
    {
        if (options is null)
        {
            services.AddSingleton<ILeader, SoleLeader>();
            return;
        }
        services.AddSingleton(options);
        services.AddSingleton(provider => new EtcdClient(options.Etcd, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IConfigLog>(provider => new EtcdLog(provider.GetRequiredService<EtcdClient>(), options.Site));
        services.AddSingleton(provider => new Replica(
            provider.GetRequiredService<IConfigLog>(), new EntrySeal(options.Secret, options.Site), options.Node, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<OperatorBook>(), provider.GetRequiredService<ILogger<Replica>>()));
        services.AddHostedService<LogFollower>();
        services.AddSingleton(provider => new EtcdLeader(
            provider.GetRequiredService<EtcdClient>(), options.Site, options.Node, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EtcdLeader>>()));
        services.AddSingleton<ILeader>(provider => provider.GetRequiredService<EtcdLeader>());
        services.AddHostedService(provider => provider.GetRequiredService<EtcdLeader>());
    }
}
