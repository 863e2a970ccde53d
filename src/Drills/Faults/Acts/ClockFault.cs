using Seawall.Kernel.Faults;

namespace Seawall.Drills.Faults;

/// <summary>Lets the clock of processes jump: they shift it themselves while the lease holds.</summary>
internal sealed class ClockFault(FaultSite site, FaultLease lease) : IFault
{
    public Task BeginAsync(FaultJournal journal, CancellationToken ct)
    {
        journal.Note(lease.Targets.Select(service => new FaultAct(FaultActKind.Ordered, service)));
        site.Files.Folder.WriteOrders(lease.Id, new FaultOrders { Clocks = [.. lease.Targets.Select(service => new ClockOrder(service, lease.OffsetSeconds ?? 0))] });
        return SeenAsync(site, ct);
    }

    public Task KeepAsync(FaultJournal journal, CancellationToken ct) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await SeenAsync(site, CancellationToken.None).ConfigureAwait(false);

    /// <summary>Until every process has looked.</summary>
    internal static Task SeenAsync(FaultSite site, CancellationToken ct) => Task.Delay(FaultWatch.Pace * 2, site.Time, ct);
}
