using System.Collections.Immutable;

namespace Seawall.Alerts.Rules;

/// <summary>What is remembered of a rule between two looks: one line a subject.</summary>
public sealed record RuleState(ImmutableSortedDictionary<string, SubjectState> Subjects)
{
    public static RuleState Empty { get; } = new(ImmutableSortedDictionary.Create<string, SubjectState>(StringComparer.Ordinal));
}

/// <summary>Where one subject of a rule stands.</summary>
/// <param name="Firing">An alert of it was raised and is not over.</param>
/// <param name="Since">Since when it is on the other side: bad while it is not firing, well while it is; null when it is not.</param>
/// <param name="Seen">When it had a sample last.</param>
public sealed record SubjectState(bool Firing, DateTimeOffset? Since, DateTimeOffset Seen);
