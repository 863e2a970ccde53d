namespace Seawall.Control.Gates;

/// <summary>What the gates tell of their rules, limits, waits and connections; the seam to the network. Answers within seconds, whatever the gates do.</summary>
public interface IGateReports
{
    /// <summary>One report a gate of the site, also of those that do not answer.</summary>
    Task<IReadOnlyList<GateReport>> ReadAsync(CancellationToken cancellationToken);
}
