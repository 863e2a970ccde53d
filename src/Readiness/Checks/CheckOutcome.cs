namespace Seawall.Readiness.Checks;

/// <summary>What a check saw just now.</summary>
/// <param name="Kept">Whether it held.</param>
/// <param name="Figure">The figure as it reads in the report, or what went wrong.</param>
/// <param name="Output">The whole output it was read from, kept as evidence; empty when there is none.</param>
public sealed record CheckOutcome(bool Kept, string Figure, string Output = "");
