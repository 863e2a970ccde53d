using System.Globalization;
using Seawall.Drills.Faults;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>One fault as a process of its own, started by the watchdog when it sees a lease; its output is <c>logs/fault.log</c>.</summary>
internal static class FaultRole
{
    public static async Task<int> RunAsync(SiteTopology topology, SeawallHome home, string lease, CancellationToken ct)
    {
        TimeProvider time = TimeProvider.System;
        SiteInstances instances = await SiteInstances.OpenAsync(topology, home, Secrets.In(home), ct).ConfigureAwait(false);
        bool done = await FaultProcess.RunAsync(new FaultSite(home, topology, instances, time, Log), lease, ct).ConfigureAwait(false);
        return done ? ExitCode.Ok : ExitCode.Failed;

        void Log(string line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff} {lease}: {line}"));
    }
}
