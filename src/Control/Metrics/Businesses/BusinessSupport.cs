using Seawall.Control.Metrics.Scraping;

namespace Seawall.Control.Metrics.Businesses;

/// <summary>What a business stands on, over the last ten seconds: its statements, its cache, and the services that it calls.</summary>
public sealed record BusinessSupport
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);

    public double? StatementsPerSecond { get; init; }

    public double StatementErrorsPerSecond { get; init; }

    public double? StatementP99Seconds { get; init; }

    /// <summary>Connections of the whole database server, and the most it allows.</summary>
    public (double Open, double Most)? Connections { get; init; }

    public double? HitsPerSecond { get; init; }

    public double MissesPerSecond { get; init; }

    public double? CacheBytes { get; init; }

    public IReadOnlyList<DependencyLine> Dependencies { get; init; } = [];

    /// <summary>Hits among reads; null without reads.</summary>
    public double? HitShare => HitsPerSecond + MissesPerSecond is > 0 and var all ? HitsPerSecond / all : null;

    internal static BusinessSupport Of(BusinessPlace place, IMetricSource source)
    {
        Dictionary<string, string> own = new() { ["seawall.business"] = place.Business }, failed = new(own) { ["error.type"] = "?*" };
        Dictionary<string, string> cache = new() { ["business"] = place.Business };
        return new BusinessSupport
        {
            StatementsPerSecond = Rate(source, "db.client.operation.duration", own),
            StatementErrorsPerSecond = Rate(source, "db.client.operation.duration", failed) ?? 0,
            StatementP99Seconds = Last(source, "db.client.operation.duration.p99", own),
            Connections = place.Database is { } database && Last(source, "postgresql.backends", Process(database)) is { } open && Last(source, "postgresql.connection.max", Process(database)) is { } most ? (open, most) : null,
            HitsPerSecond = Rate(source, "seawall.cache.hits", cache),
            MissesPerSecond = Rate(source, "seawall.cache.misses", cache) ?? 0,
            CacheBytes = place.Cache is { } node ? Last(source, "redis.memory.used", Process(node)) : null,
            Dependencies = place.Process is { } process ? DependenciesOf(source, process) : [],
        };
    }

    private static IReadOnlyList<DependencyLine> DependenciesOf(IMetricSource source, string process) =>
    [
        .. source.Find("http.client.request.duration", Process(process)).Select(labels => labels.GetValueOrDefault("seawall.dependency", "")).Distinct().Order(StringComparer.Ordinal)
            .Select(dependency =>
            {
                Dictionary<string, string> own = new(Process(process)) { ["seawall.dependency"] = dependency };
                var errors = (Rate(source, "http.client.request.duration", new Dictionary<string, string>(own) { ["http.response.status_code"] = "5xx" }) ?? 0)
                    + (Rate(source, "http.client.request.duration", new Dictionary<string, string>(own) { ["error.type"] = "?*" }) ?? 0);
                return new DependencyLine(dependency, Rate(source, "http.client.request.duration", own) ?? 0, errors, Last(source, "http.client.request.duration.p99", own));
            }),
    ];

    private static Dictionary<string, string> Process(string process) => new() { ["process"] = process };

    private static double? Rate(IMetricSource source, string metric, IReadOnlyDictionary<string, string> labels) => source.TryRate(metric, labels, Now, out var rate) ? rate : null;

    private static double? Last(IMetricSource source, string metric, IReadOnlyDictionary<string, string> labels) => source.TryLast(metric, labels, out var value) ? value : null;
}

/// <summary>Calls of another service: a second, and latency in seconds (null without calls).</summary>
public sealed record DependencyLine(string Name, double CallsPerSecond, double ErrorsPerSecond, double? P99Seconds);
