using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using System.Threading.RateLimiting;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Hosting;
using Seawall.Topology;

namespace Seawall.Peers.Limits;

/// <summary>The service under test, a process of its own: every business of the mall in one host, without caches, its database behind the gate. <c>PUT /bench/mode</c> says who limits it.</summary>
internal static class LimitSite
{
    /// <summary>The first argument of the program when it is to be this service.</summary>
    public const string Argument = "limits-site";

    /// <summary>Requests at once that the framework's own limiter allows, and those that wait: what its documentation suggests for a small machine.</summary>
    public const int PeerConcurrency = 16;

    private const int PeerQueue = 64;

    /// <summary>How the limits of Seawall are set meanwhile: browsing and ordering are G0, as the mall grades them.</summary>
    public const string Limit =
        """{"grade":"G0","mode":"adaptive","queueMs":20,"roles":{"batch":{"rate":50,"burst":10,"concurrency":1,"delayMs":200}}}""";

    public static async Task<int> RunAsync(int port, int gate, DirectoryInfo secrets)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Logging.ClearProviders();
        IServiceCollection services = builder.Services;
        services.ConfigureHttpJsonOptions(json => ContractJson.Apply(json.SerializerOptions));
        services.AddSeawall(new SeawallServiceOptions { Name = "mall" });
        services.AddSeawallProblems();
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(_ => RateLimitPartition.GetConcurrencyLimiter(
                0, _ => new ConcurrencyLimiterOptions { PermitLimit = PeerConcurrency, QueueLimit = PeerQueue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));
        });
        Secrets passwords = new(secrets.FullName);
        foreach (Business business in Businesses.All)
            business.Add(services, new BusinessHome(Database(business.Name, gate, passwords), Cache: null));

        WebApplication app = builder.Build();
        string mode = "off";
        app.UseExceptionHandler();
        app.UseWhen(_ => mode == "aspnet", limited => limited.UseRateLimiter());
        app.UseRouting();
        app.UseSeawall();
        app.MapSeawallHealth();
        app.MapPut("/bench/mode", (string mode_, LiveConfig config) =>
        {
            mode = mode_;
            config.Swap(ConfigSnapshot.Of(config.Current.Revision + 1, mode == "seawall" ? [new ConfigEntry("limit/site", Limit, config.Current.Revision + 1)] : []));
        });
        foreach (Business business in Businesses.All)
            business.Map(app);
        await app.RunAsync();
        return 0;
    }

    /// <summary>The gate names databases as the server does.</summary>
    private static SeawallDataOptions Database(string business, int gate, Secrets passwords) => new()
    {
        Application = business,
        Port = gate,
        Database = BenchServer.Database,
        Username = business,
        Password = passwords.Password(BenchServer.Database, business),
        PoolSize = 16,
    };
}
