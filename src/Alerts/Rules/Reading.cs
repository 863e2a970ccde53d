namespace Seawall.Alerts.Rules;

/// <summary>What a rule's series said at one look, for one value of the rule's label.</summary>
/// <param name="Subject">The label's value, such as the name of a process; empty for a rule over all.</param>
/// <param name="Value">The last value, the rate or the ratio; null when there is none.</param>
/// <param name="Age">How old the last sample is; null when there is none.</param>
public readonly record struct Reading(string Subject, double? Value, TimeSpan? Age);
