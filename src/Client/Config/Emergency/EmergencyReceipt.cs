namespace Seawall.Client.Config.Emergency;

/// <summary>An instance that has an act in force, since when, and what its listeners could not apply.</summary>
public sealed record EmergencyReceipt(string Service, string Instance, DateTimeOffset At, IReadOnlyList<string> Faults);

/// <summary>What became of an act at the config center.</summary>
/// <param name="Revision">The revision that it is in the history; null when it could not be merged.</param>
/// <param name="Conflicts">Keys that were published after the actor looked; the act's values replaced theirs.</param>
/// <param name="Problem">Why it could not be merged.</param>
public sealed record EmergencyOutcome(DateTimeOffset At, long? Revision, IReadOnlyList<EmergencyConflict> Conflicts, string? Problem);

/// <summary>A key that was at another revision than the actor saw, and what it held.</summary>
public sealed record EmergencyConflict(string Key, long Seen, long Actual, string? Value);
