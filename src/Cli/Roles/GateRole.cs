using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Gate;
using Seawall.Kernel.Faults;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>
/// Runs a gate of the topology: every instance under its database name, every business under its login. It follows the config center as the services do; what it last knew is in
/// force before it takes its first client, so it starts and works without the center.
/// </summary>
internal static class GateRole
{
    private static readonly TimeSpan _stopWithin = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(RoleContext context, CancellationToken ct)
    {
        using IHost host = Join(context);
        await host.StartAsync(ct).ConfigureAwait(false);
        try
        {
            await GateHost.RunAsync(OptionsOf(context, host.Services.GetRequiredService<LiveConfig>()), ct, SiteClock.Instance).ConfigureAwait(false);
        }
        finally
        {
            using var patience = new CancellationTokenSource(_stopWithin);
            await host.StopAsync(patience.Token).ConfigureAwait(false);
        }
    }

    private static IHost Join(RoleContext context)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSeawall(ConfigCenter.Joined(context, edge: false));
        return builder.Build();
    }

    private static GateOptions OptionsOf(RoleContext context, LiveConfig config) => new()
    {
        Name = context.Process.Name,
        Listen = EndPointOf(context.Process.Listen),
        Admin = context.Process.Admin is { } admin ? EndPointOf(admin) : null,
        Upstreams = context.Topology.Postgres.ToDictionary(node => node.Name, node => new HostPort("127.0.0.1", node.Port).ToString()),
        Businesses = context.Topology.Postgres.SelectMany(node => node.Businesses).Distinct().ToDictionary(business => business),
        AdminToken = GateAdmin.Token(context.Secrets),
        CaptureDirectory = Path.Combine(context.Home.Captures, context.Process.Name),
        CaptureClear = context.Topology.Gate.CaptureClear,
        StatsFile = Path.Combine(context.Home.Stats, context.Process.Name + ".db"),
        Config = config,
        ExplainPassword = (login, database) => context.Topology.Postgres.FirstOrDefault(node => node.Name == database) is { } node && (node.Businesses.Contains(login) || login == Logins.Batch)
            ? context.Secrets.Password(database, login)
            : null,
    };

    private static IPEndPoint EndPointOf(HostPort address) =>
        IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip)
            ? new IPEndPoint(ip, address.Port)
            : throw new CommandException($"a gate listens on an IP address; {address} names a host", ExitCode.Usage);
}
