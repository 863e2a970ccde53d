namespace Seawall.Control.Metrics;

/// <summary>
/// What the site's processes measured, as alerts and pages ask for it. Metrics are named as OpenTelemetry names them (<c>http.server.request.duration</c>);
/// the rate of a histogram is that of its count, and its quantiles are the gauges <c>….p50</c> and <c>….p99</c>, in the metric's own unit.
/// A wanted label is an exact value, a class of status codes (<c>5xx</c>), alternatives (<c>app|h5</c>) the beginning of a value (<c>/items*</c>), or any value but none (<c>?*</c>);
/// labels that are not asked for may have any value.
/// </summary>
public interface IMetricSource
{
    /// <summary>How much all matching counters rose a second over the last <paramref name="window"/>; false when none was heard of in it.</summary>
    bool TryRate(string metric, IReadOnlyDictionary<string, string> labels, TimeSpan window, out double perSecond);

    /// <summary>The last value: the highest of all matching gauges, counters as their last rate summed; false when none matches or all have fallen silent.</summary>
    bool TryLast(string metric, IReadOnlyDictionary<string, string> labels, out double value);

    /// <summary>How long ago the youngest matching sample was taken; null when there was never one.</summary>
    TimeSpan? Age(string metric, IReadOnlyDictionary<string, string> labels);

    /// <summary>Every label set that matches, so that one rule can be kept for each process or interface.</summary>
    IReadOnlyList<IReadOnlyDictionary<string, string>> Find(string metric, IReadOnlyDictionary<string, string> labels);
}
