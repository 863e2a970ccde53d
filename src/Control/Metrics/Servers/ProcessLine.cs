namespace Seawall.Control.Metrics.Servers;

/// <summary>One process: a share of one processor, bytes, bytes a second, counts.</summary>
public sealed record ProcessLine(string Process, string Kind, string State)
{
    public required string Tone { get; init; }

    public bool? IsUp { get; init; }

    public double? CpuShare { get; init; }

    public double? MemoryBytes { get; init; }

    public double? DiskPerSecond { get; init; }

    public double? NetworkPerSecond { get; init; }

    public double? Files { get; init; }

    public double? FilesLimit { get; init; }

    public double? Threads { get; init; }

    public int Restarts { get; init; }

    public TimeSpan? Uptime { get; init; }
}
