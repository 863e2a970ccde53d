using System.Globalization;
using Seawall.Drills.Faults;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>The watchdog as a process of its own, started by <c>up</c>; its output is <c>logs/watchdog.log</c>.</summary>
internal static class WatchdogRole
{
    public static async Task<bool> RunAsync(SiteTopology topology, SeawallHome home, int scale, CancellationToken ct)
    {
        TimeProvider time = TimeProvider.System;
        Secrets secrets = Secrets.In(home);
        SiteInstances instances = await SiteInstances.OpenAsync(topology, home, secrets, ct).ConfigureAwait(false);
        IReadOnlyList<Stage> stages = SitePlan.Create(
            topology, instances, home, SelfProgram.Command,
            (progress, token) => MallSchemas.ApplyAsync(topology, instances, secrets, scale, progress, token));
        await using WatchdogSite? figures = await WatchdogSite.TryStartAsync(topology, home, instances, time, Log, ct).ConfigureAwait(false);
        using var alerting = new WatchdogAlerting(topology, home, secrets, time, Log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task courier = alerting.Courier.RunAsync(stop.Token);
        var faults = new FaultWarden(new FaultSite(home, topology, instances, time, Log), SelfProgram.Command);
        // The file's own processes: those that are stopped now may be started again.
        SiteTopology whole = TopologyFile.Load(topology.Path);
        var host = new WatchdogHost(home, topology, stages, time, Log, alerting.Courier, faults, () => SitePlan.Changeable(whole.With(AddedInstances.In(home)), home, SelfProgram.Command));
        try
        {
            return await host.RunAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await courier.ConfigureAwait(false);
        }

        void Log(string line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff} {line}"));
    }
}
