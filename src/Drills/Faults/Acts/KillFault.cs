using Seawall.Watchdog;

namespace Seawall.Drills.Faults;

/// <summary>Kills services and keeps them down: one, or all of a machine room at once.</summary>
internal sealed class KillFault(FaultSite site, FaultLease lease) : IFault
{
    public Task BeginAsync(FaultJournal journal, CancellationToken ct)
    {
        journal.Note(lease.Targets.Select(service => new FaultAct(FaultActKind.Held, service)));
        return new ServiceOutage(site.Home, lease.Targets, site.Time).TakeDownAsync(LeaseHold.Length(lease), LeaseHold.Reason(lease), ct);
    }

    public Task KeepAsync(FaultJournal journal, CancellationToken ct)
    {
        LeaseHold.Put(site, lease);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
