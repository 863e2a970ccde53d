namespace Seawall.Control.Metrics.Scraping;

/// <summary>Which processes of the site answer with figures; the seam to the topology.</summary>
public interface IMetricTargets
{
    IReadOnlyList<MetricTarget> All { get; }

    /// <summary>Businesses by name, and which processes, database and cache serve each.</summary>
    IReadOnlyList<BusinessPlace> Businesses { get; }
}

/// <summary>A process and the address under which it has <c>/metrics</c> and <c>/metrics/values</c>.</summary>
public sealed record MetricTarget(string Process, string Role, Uri Address);

/// <summary>Where a business runs; null for what it does not have.</summary>
public sealed record BusinessPlace(string Business, string? Process, string? Database, string? Cache)
{
    /// <summary>Whether the process serves other businesses too, so that its own interfaces are told by their first segment.</summary>
    public bool Shares { get; init; }
}

/// <summary>A site of which nothing is known.</summary>
internal sealed class NoTargets : IMetricTargets
{
    public IReadOnlyList<MetricTarget> All => [];

    public IReadOnlyList<BusinessPlace> Businesses => [];
}
