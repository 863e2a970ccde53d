using System.Globalization;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Drills.Faults;

/// <summary>
/// Stops the processes of services by SIGSTOP, those of a PostgreSQL with all their children. The watchdog sees a hung process like any other and
/// starts it anew; the new one is left alone, since a restart cures a hang.
/// </summary>
internal sealed class HangFault(FaultSite site, FaultLease lease) : IFault
{
    public Task BeginAsync(FaultJournal journal, CancellationToken ct)
    {
        FaultAct[] acts = [.. StateFile.Read(site.Home).Services.Where(service => lease.Targets.Contains(service.Name)).SelectMany(ActsOn)];
        if (acts.Select(act => act.Service).Distinct().Count() != lease.Targets.Count)
        {
            throw new InvalidOperationException($"{string.Join(", ", lease.Targets.Except(acts.Select(act => act.Service)))} does not run");
        }
        journal.Note(acts);
        foreach (FaultAct act in acts)
        {
            act.Process.Signal(ProcessSignal.Stop);
        }
        return Task.CompletedTask;
    }

    public Task KeepAsync(FaultJournal journal, CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<FaultAct> ActsOn(ServiceRecord service) => service.Process is { } process && process.IsAlive()
        ? Children(process.Pid).Prepend(process).Select(each => new FaultAct(FaultActKind.Stopped, service.Name, each))
        : [];

    private static IEnumerable<ProcessIdentity> Children(int pid)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{pid}/children");
        return !File.Exists(file) ? [] : File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => ProcessIdentity.Of(int.Parse(child, CultureInfo.InvariantCulture))).OfType<ProcessIdentity>();
    }
}
