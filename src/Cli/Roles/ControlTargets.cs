using Seawall.Control.Metrics.Scraping;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>Where the processes of a topology have their figures, and where its businesses run.</summary>
internal sealed class ControlTargets(SiteTopology topology) : IMetricTargets
{
    public IReadOnlyList<MetricTarget> All { get; } = Of(topology);

    public IReadOnlyList<BusinessPlace> Businesses { get; } =
    [
        .. topology.Processes.SelectMany(process => process.Businesses).Distinct().Order(StringComparer.Ordinal).Select(business => new BusinessPlace(
            business, topology.ProcessOf(business)?.Name, topology.PostgresOf(business)?.Name, topology.RedisOf(business)?.Name)
        {
            Shares = topology.ProcessOf(business) is { Businesses.Count: > 1 },
        }),
    ];

    /// <summary>Every process with its own figures, the watchdog first, which tells those of the databases and caches.</summary>
    public static IReadOnlyList<MetricTarget> Of(SiteTopology topology)
    {
        IEnumerable<MetricTarget> processes = topology.Processes.Select(process => new MetricTarget(process.Name, process.Role, new Uri($"http://{process.Admin ?? process.Listen}")));
        return topology.Watchdog is { } watchdog
            ? [new MetricTarget(SiteTopology.WatchdogName, SiteTopology.WatchdogName, new Uri($"http://{watchdog}")), .. processes]
            : [.. processes];
    }
}
