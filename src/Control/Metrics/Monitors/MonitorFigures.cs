using Seawall.Control.Metrics.Businesses;
using Seawall.Control.Metrics.Scraping;

namespace Seawall.Control.Metrics.Monitors;

/// <summary>What a monitor shows now; calls, errors and latency as <see cref="InterfaceLine"/> has them, or how many of its processes are up.</summary>
public sealed record MonitorLine(NamedMonitor Monitor)
{
    /// <summary>Whether there is anything to show: the interface has been called at least once, every process tells whether it is up.</summary>
    public required bool IsSeen { get; init; }

    public double CallsPerSecond { get; init; }

    public double ErrorsPerSecond { get; init; }

    public double? P50Seconds { get; init; }

    public double? P99Seconds { get; init; }

    public int Up { get; init; }
}

/// <summary>Reads the named monitors from the store.</summary>
internal sealed class MonitorFigures(INamedMonitors monitors, IMetricSource source, IMetricTargets targets)
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);

    public IReadOnlyList<MonitorLine> Lines() => [.. monitors.Read().Select(monitor => monitor.Route is null ? OfProcesses(monitor) : OfInterface(monitor))];

    private MonitorLine OfInterface(NamedMonitor monitor)
    {
        var labels = new Dictionary<string, string> { ["http.route"] = monitor.Route! };
        if (targets.Businesses.FirstOrDefault(place => place.Business == monitor.Business)?.Process is { } process)
            labels["process"] = process;
        if (monitor.Method is { } method)
            labels["http.request.method"] = method;
        if (monitor.Role is { } role)
            labels["seawall.role"] = role;
        var isSeen = source.Age(BusinessFigures.Requests, labels) is not null;
        _ = source.TryRate(BusinessFigures.Requests, labels, Now, out var calls);
        double? p50 = source.TryLast(BusinessFigures.Requests + ".p50", labels, out var median) ? median : null, p99 = source.TryLast(BusinessFigures.Requests + ".p99", labels, out var high) ? high : null;
        labels["http.response.status_code"] = "5xx";
        _ = source.TryRate(BusinessFigures.Requests, labels, Now, out var errors);
        return new MonitorLine(monitor) { IsSeen = isSeen, CallsPerSecond = calls, ErrorsPerSecond = errors, P50Seconds = p50, P99Seconds = p99 };
    }

    private MonitorLine OfProcesses(NamedMonitor monitor)
    {
        double?[] up = [.. monitor.Processes.Select(process => source.TryLast(MetricScraper.Up, new Dictionary<string, string> { ["process"] = process }, out var one) ? one : (double?)null)];
        return new MonitorLine(monitor) { IsSeen = up.Length > 0 && up.All(one => one is not null), Up = up.Count(one => one > 0) };
    }
}
