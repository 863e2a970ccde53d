using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Seawall.Client.Addresses;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Hosting;
using Seawall.Mall.Web;
using Seawall.Redis;
using Seawall.Redis.Caching;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The businesses of one process: those it hosts are called directly, the others where the topology puts them.</summary>
internal static class MallRole
{
    public static async Task RunAsync(RoleContext role, CancellationToken ct)
    {
        await using var app = Build(role);
        await app.StartAsync(ct).ConfigureAwait(false);
        Console.WriteLine($"{role.Process.Name} serves {string.Join(", ", role.Process.Businesses)} on {role.Process.Listen}");
        await app.WaitForShutdownAsync(ct).ConfigureAwait(false);
    }

    private static WebApplication Build(RoleContext role)
    {
        var isEdge = role.Process.Businesses.Contains(MallWeb.Name);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(role.Process.Listen.Host), role.Process.Listen.Port);
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // The form keys lie unencrypted beside the other secrets, in a folder that only their owner can read.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        var services = builder.Services;
        services.ConfigureHttpJsonOptions(json => ContractJson.Apply(json.SerializerOptions));
        services.AddSeawall(ConfigCenter.Joined(role, isEdge) with
        {
            MarkSecret = MarkSecret.Of(role.Secrets),
            // Strangers wait where they come in; services behind have no doors.
            DoorSecret = isEdge ? role.Secrets.Password("site", "door") : null,
            Services = [.. role.Topology.Processes.Select(process => process.Service).Distinct()],
        });
        AddBusinesses(services, role);
        if (isEdge)
        {
            services.AddMallWeb(new DirectoryInfo(Path.Combine(role.Home.SecretsDirectory, "forms")));
        }
        else
        {
            services.AddSeawallProblems();
        }

        var app = builder.Build();
        if (isEdge)
        {
            // What strangers reach serves pages only: the businesses' own interfaces trust their callers.
            app.UseMallWeb();
            app.MapSeawallCacheFigures(thisMachineOnly: true);
        }
        else
        {
            MapBusinesses(app, role.Process);
        }
        return app;
    }

    private static void AddBusinesses(IServiceCollection services, RoleContext role)
    {
        foreach (var business in Businesses.All)
        {
            if (role.Process.Businesses.Contains(business.Name))
            {
                business.Add(services, new BusinessHome(role.Database(business.Name), role.Cache(business.Name)));
            }
            else if (role.Topology.ProcessOf(business.Name) is { } process)
            {
                business.AddClient(services, new ServiceAddress(process.Service, new Uri($"http://{process.Listen}")));
            }
        }
    }

    private static void MapBusinesses(WebApplication app, ProcessNode process)
    {
        app.UseExceptionHandler();
        app.UseRouting();
        app.UseSeawall();
        app.MapSeawallHealth();
        app.MapSeawallCacheFigures();
        foreach (var business in Businesses.All.Where(business => process.Businesses.Contains(business.Name)))
        {
            business.Map(app);
        }
    }

    private static SeawallDataOptions Database(this RoleContext role, string business)
    {
        var connection = new NpgsqlConnectionStringBuilder(role.Topology.ConnectionString(business, role.Secrets));
        return new SeawallDataOptions
        {
            Application = business,
            Host = connection.Host!,
            Port = connection.Port,
            Database = connection.Database!,
            Username = connection.Username!,
            Password = connection.Password!,
            PoolSize = role.Process.Pool,
        };
    }

    private static RedisClientOptions? Cache(this RoleContext role, string business) =>
        role.Topology.RedisOf(business) is not { } node
            ? null
            : new RedisClientOptions { Host = "127.0.0.1", Port = node.Port, Password = role.Secrets.Password(node.Name, "default") };
}
