using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Hosting;
using Seawall.Control;
using Seawall.Control.Alerts;
using Seawall.Control.Config;
using Seawall.Control.Dependencies;
using Seawall.Control.Instances;
using Seawall.Control.Drills;
using Seawall.Control.Gates;
using Seawall.Control.Live;
using Seawall.Control.Margin;
using Seawall.Control.Metrics.Monitors;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Ofrep;
using Seawall.Control.Plans;
using Seawall.Control.Processes;
using Seawall.Control.Push;
using Seawall.Control.Readiness;
using Seawall.Control.SignIn;
using Seawall.Control.Statements;
using Seawall.Topology;
using Seawall.Kernel.Faults;

namespace Seawall.Cli;

/// <summary>The console: pages over the watchdog's state, the gates' counts, the lab's reports and the evidence of readiness. It needs none of them to run.</summary>
internal static class ControlRole
{
    public static async Task RunAsync(RoleContext role, CancellationToken ct)
    {
        await using var app = Build(role);
        if (!role.Topology.WithoutConfig && role.Topology.Etcd.Count == 0)
        {
            await ControlSeed.ApplyAsync(app, ct).ConfigureAwait(false);
        }
        await app.StartAsync(ct).ConfigureAwait(false);
        Console.WriteLine($"{role.Process.Name} serves the console on {role.Process.Listen}");
        if (!role.Topology.WithoutConfig && role.Topology.Etcd.Count > 0)
        {
            await ControlSeed.ApplyToLogAsync(app, ct).ConfigureAwait(false);
        }
        await app.WaitForShutdownAsync(ct).ConfigureAwait(false);
    }

    /// <summary>The console, not yet listening.</summary>
    internal static WebApplication Build(RoleContext role)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(role.Process.Listen.Host.Trim('[', ']')), role.Process.Listen.Port);
        });
        // All services of a site come back at the same moment when this process was away.
        builder.WebHost.UseSockets(sockets => sockets.Backlog = 4096);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // The form keys lie unencrypted beside the other secrets, in a folder that only their owner can read.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // A page that is left while a stream is open is no failure.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        AddSources(builder.Services, role);
        builder.Services.AddSeawall(new SeawallServiceOptions
        {
            Name = role.Process.Name,
            Edge = true,
            ObeysLimits = false,
            Faults = new DirectoryInfo(role.Home.Faults),
            Services = [.. role.Topology.Processes.Select(process => process.Service).Distinct()],
        });
        builder.Services.AddControl(new ControlOptions
        {
            SignInSecret = ConsoleLink.Secret(role.Secrets),
            FormKeys = new DirectoryInfo(Path.Combine(role.Home.SecretsDirectory, "console-forms")),
            Data = new DirectoryInfo(role.Home.ControlOf(role.Topology, role.Process)),
            Cluster = ConfigCenter.Cluster(role),
        });
        builder.Services.AddAlerts(new AlertOptions
        {
            Folder = AlertFiles.Of(role.Home),
            Logs = role.Home.Logs,
            Secret = AlertFiles.Secrets(role.Home),
            Link = AlertFiles.Link(role.Topology),
            Host = Environment.MachineName,
        });
        builder.Services.AddConfigPush(new PushOptions { ClientsToken = ConfigCenter.Token(role.Secrets) })
            .AddEmergencyMerge(new DirectoryInfo(role.Home.BreakGlass), ConfigCenter.BreakGlassSecret(role.Secrets));
        builder.Services.AddOfrep(new OfrepOptions { Tokens = [ConfigCenter.Token(role.Secrets)] });
        var app = builder.Build();
        app.UseControl();
        return app;
    }

    private static void AddSources(IServiceCollection services, RoleContext role)
    {
        services.AddSingleton<ILiveGates>(new ControlGates(role.Topology));
        services.AddSingleton<IGateReports>(new ControlGateReports(role.Topology));
        services.AddSingleton<IStatements>(new ControlStatements(role.Topology, role.Home, SiteClock.Instance));
        services.AddSingleton<ILabReports>(new ControlReports(role.Home));
        services.AddSingleton<ISiteProcesses>(new ControlProcesses(role.Topology, role.Home, SiteClock.Instance));
        services.AddSingleton<IReadinessBoard>(new ControlReadiness(role.Topology, role.Home, Place.Current.Readiness, SiteClock.Instance));
        services.AddSingleton<INamedMonitors>(new ControlMonitors(DeployFiles.Find(Place.Current, "monitors.json")));
        services.AddSingleton<IMatrixFiles>(new ControlMatrix(role.Home));
        services.AddSingleton<IInstanceDesk>(new HomeInstances(TopologyFile.Load(role.Topology.Path), role.Home, TimeProvider.System));
        services.AddSingleton<IDrillReports>(new ControlDrills(role.Home));
        services.AddSingleton<IMetricTargets>(new ControlTargets(role.Topology));
        services.AddSingleton(new PlanOptions { Build = SelfProgram.Build });
        services.AddSingleton<ISignInStore>(new ControlSignIns(role.Home));
    }
}
