using Seawall.Kernel;

namespace Seawall.Control.Live;

/// <summary>The gates' live counts; the seam to the network. Answers within seconds, whatever the gates do.</summary>
public interface ILiveGates
{
    /// <summary>One reading a gate of the site, also of those that do not answer.</summary>
    Task<IReadOnlyList<GateReading>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>What a gate has counted since it was started.</summary>
public sealed record GateReading(string Gate)
{
    /// <summary>Why the gate does not answer; null when it does.</summary>
    public string? Silent { get; init; }

    /// <summary>When it was started, in Unix milliseconds: another value means that its counts begin anew.</summary>
    public long StartedUnixMs { get; init; }

    /// <summary>Client sessions open now.</summary>
    public long Sessions { get; init; }

    public IReadOnlyList<BusinessCount> Businesses { get; init; } = [];
}

/// <summary>Calls of one business since its gate was started.</summary>
public sealed record BusinessCount(string Business, long Errors, LatencyHistogram Latency);
