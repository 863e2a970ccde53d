using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Drills.Faults;

/// <summary>
/// Lets no write to a file of a Seawall process succeed (EFBIG where a full disk gives ENOSPC): its limit on the size of files is set to nothing. Pipes and
/// sockets are not files. A process that is started anew meanwhile gets it too, since no restart empties a disk.
/// </summary>
internal sealed class DiskFullFault(FaultSite site, FaultLease lease) : IFault
{
    public Task BeginAsync(FaultJournal journal, CancellationToken ct)
    {
        ServiceRecord[] running = Running();
        if (lease.Targets.Except(running.Select(service => service.Name)).FirstOrDefault() is { } missing)
        {
            throw new InvalidOperationException($"{missing} does not run");
        }
        Limit(running, journal);
        return Task.CompletedTask;
    }

    public Task KeepAsync(FaultJournal journal, CancellationToken ct)
    {
        Limit(Running().Where(service => journal.State.Acts.All(act => act.Process != service.Process)), journal);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ServiceRecord[] Running() =>
        [.. StateFile.Read(site.Home).Services.Where(service => lease.Targets.Contains(service.Name) && service.Process is { } process && process.IsAlive())];

    private static void Limit(IEnumerable<ServiceRecord> services, FaultJournal journal)
    {
        foreach (ServiceRecord service in services)
        {
            ProcessIdentity process = service.Process!.Value;
            if (!FileLimit.IsSurvived(process))
            {
                throw new InvalidOperationException($"{service.Name} would die of a write past its limit instead of seeing it fail; `seawall down` and `seawall up` start it so that it does not");
            }
            journal.Note([new FaultAct(FaultActKind.FileLimit, service.Name, process, FileLimit.Read(process))]);
            FileLimit.Set(process, 0);
        }
    }
}
