namespace Seawall.Control.Config.History;

/// <summary>One publish: who, why, when, and what it changed.</summary>
public sealed record Revision(long Number, DateTimeOffset At, string Actor, string Reason, string Action, IReadOnlyList<KeyChange> Changes);

/// <summary>A key before and after a publish; null for a key that does not exist.</summary>
/// <param name="BeforeRevision">The revision that had set the value before; 0 when there was none.</param>
public sealed record KeyChange(string Key, string? Before, long BeforeRevision, string? After);
