namespace Seawall.Control.Metrics.Servers;

/// <summary>The machine; null for what is not known.</summary>
public sealed record HostLine
{
    public double? Cpus { get; init; }

    /// <summary>Busy share of all processors.</summary>
    public double? CpuShare { get; init; }

    public double? Load { get; init; }

    public double? MemoryUsed { get; init; }

    public double? MemoryAvailable { get; init; }

    public double? DiskUsed { get; init; }

    public double? DiskFree { get; init; }

    public double? DiskPerSecond { get; init; }

    public double? NetworkPerSecond { get; init; }
}
