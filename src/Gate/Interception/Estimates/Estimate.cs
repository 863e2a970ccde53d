namespace Seawall.Gate.Interception.Estimates;

/// <summary>What a server's planner expects of a statement.</summary>
/// <param name="Cost">Total cost of its plan, in the planner's units.</param>
/// <param name="Rows">Rows its plan returns or changes.</param>
internal readonly record struct Estimate(double Cost, double Rows);
