namespace Seawall.Drills.Faults;

/// <summary>Which code does which kind.</summary>
internal static class FaultTable
{
    public static IFault Create(FaultLease lease, FaultSite site) => lease.Kind switch
    {
        FaultKind.Kill or FaultKind.Room => new KillFault(site, lease),
        FaultKind.Hang => new HangFault(site, lease),
        FaultKind.Latency or FaultKind.Loss or FaultKind.Reset or FaultKind.Partition => new LinkFault(site, lease),
        FaultKind.DatabaseFull => new DatabaseFullFault(site, lease),
        FaultKind.DiskFull => new DiskFullFault(site, lease),
        FaultKind.ClockJump => new ClockFault(site, lease),
        _ => throw new InvalidOperationException($"nobody knows how to do {lease.Kind}"),
    };
}
