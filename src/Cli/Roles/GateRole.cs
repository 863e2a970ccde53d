using System.Net;
using Seawall.Gate;
using Seawall.Kernel.Faults;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>Runs a gate of the topology: every instance under its database name, every business under its login.</summary>
internal static class GateRole
{
    public static async Task RunAsync(RoleContext context, CancellationToken ct)
    {
        var faults = new FaultWatch(new FaultFolder(context.Home.Faults), context.Process.Name, TimeProvider.System);
        faults.Look();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task watching = faults.RunAsync(end.Token);
        try
        {
            await GateHost.RunAsync(OptionsOf(context), ct, SiteClock.Instance).ConfigureAwait(false);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }
    }

    private static GateOptions OptionsOf(RoleContext context) => new()
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
    };

    private static IPEndPoint EndPointOf(HostPort address) =>
        IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip)
            ? new IPEndPoint(ip, address.Port)
            : throw new CommandException($"a gate listens on an IP address; {address} names a host", ExitCode.Usage);
}
