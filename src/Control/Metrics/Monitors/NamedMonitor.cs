namespace Seawall.Control.Metrics.Monitors;

/// <summary>A monitor that a promise names: an interface of a business, for some roles or all, or the processes that serve it.</summary>
public sealed record NamedMonitor(string Row, string Name, string Business)
{
    public string? Method { get; init; }

    /// <summary>The route's template, or several as <see cref="IMetricSource"/> has it; null for a monitor of processes.</summary>
    public string? Route { get; init; }

    /// <summary>The roles, such as <c>web|h5</c>; null for all together.</summary>
    public string? Role { get; init; }

    public IReadOnlyList<string> Processes { get; init; } = [];
}

/// <summary>The monitors that the site's promises name; the seam to the disk.</summary>
public interface INamedMonitors
{
    IReadOnlyList<NamedMonitor> Read();
}

/// <summary>A site whose promises name none.</summary>
internal sealed class NoMonitors : INamedMonitors
{
    public IReadOnlyList<NamedMonitor> Read() => [];
}
