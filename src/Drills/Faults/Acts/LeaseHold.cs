using Seawall.Watchdog;

namespace Seawall.Drills.Faults;

/// <summary>Holds of the watchdog on behalf of a lease. Each is short and put anew while the lease holds, so that it ends even when nobody is left to take it away.</summary>
internal static class LeaseHold
{
    private static readonly TimeSpan _ahead = TimeSpan.FromSeconds(5);

    /// <summary>How long a hold lasts from now.</summary>
    public static TimeSpan Length(FaultLease lease) => TimeSpan.FromSeconds(lease.LapseSeconds) + _ahead;

    public static string Reason(FaultLease lease) => $"{lease.Id}: {lease.Reason}";

    public static void Put(FaultSite site, FaultLease lease)
    {
        var holds = new HoldFiles(site.Home);
        DateTimeOffset now = site.Time.GetUtcNow();
        foreach (string service in lease.Targets)
        {
            holds.Put(service, new Hold(now, now + Length(lease), Reason(lease)));
        }
    }

    /// <summary>Takes the hold away unless it is somebody else's.</summary>
    public static void Release(FaultSite site, string id, string service)
    {
        var holds = new HoldFiles(site.Home);
        if (holds.Find(service, site.Time.GetUtcNow()) is { } hold && hold.Reason.StartsWith(id + ":", StringComparison.Ordinal))
        {
            holds.Remove(service);
        }
    }
}
