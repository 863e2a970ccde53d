using System.Collections.Frozen;

namespace Seawall.Kernel.Faults;

/// <summary>What one process is to do by all leases that hold now.</summary>
public sealed record OwnFaults(FrozenDictionary<Link, int> Ways, TimeSpan ClockOffset)
{
    public static OwnFaults None { get; } = new(FrozenDictionary<Link, int>.Empty, TimeSpan.Zero);

    internal OwnFaults With(FaultOrders orders, string process)
    {
        var ways = new Dictionary<Link, int>(Ways);
        foreach (LinkOrder order in orders.Links.Where(order => IsFor(order.Process)))
        {
            ways[Link.To(order.Host, order.Port)] = order.ProxyPort;
        }
        TimeSpan offset = orders.Clocks.Where(order => IsFor(order.Process)).Aggregate(ClockOffset, (sum, order) => sum + TimeSpan.FromSeconds(order.OffsetSeconds));
        return new OwnFaults(ways.ToFrozenDictionary(), offset);

        bool IsFor(string name) => name == FaultOrders.Everyone || name == process;
    }
}
