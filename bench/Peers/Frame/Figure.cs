namespace Seawall.Peers;

/// <summary>
/// One measured number beside the peer's. <paramref name="Unit"/> says in which unit and whether less or more is better is plain from the name:
/// costs and latencies (<c>cpu_us_per_query</c>) want a ratio below 1, rates (<c>tps</c>, <c>mb_per_core_second</c>) one above it.
/// </summary>
/// <param name="Name">What is measured, such as <c>cpu_us_per_query</c>.</param>
/// <param name="Case">Under which load, such as <c>simple/16</c>.</param>
/// <param name="Unit">The unit of both values, such as <c>µs</c>.</param>
/// <param name="Seawall">Seawall's value.</param>
/// <param name="Peer">The peer and its version, such as <c>pgbouncer 1.18.0</c>; null where there is nothing to compare with.</param>
/// <param name="PeerValue">The peer's value in the same run.</param>
internal sealed record Figure(string Name, string Case, string Unit, double Seawall, string? Peer, double? PeerValue)
{
    /// <summary>Seawall ÷ peer; none where a difference came out below zero, which is noise.</summary>
    public double? Ratio => PeerValue is { } value && value > 0 && Seawall >= 0 ? Seawall / value : null;
}
