using Seawall.Client.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Proposals;

/// <summary>What a change takes of the person who wants it; asked wherever persons change the config: the desk, plans, the dial.</summary>
public sealed class ChangeGuard
{
    /// <summary>Why this person may not change anything; null when they may.</summary>
    public string? Refusal(Person by) => by.Level < OperatorLevel.Operator ? $"{by.Name} is {by.Level.ToString().ToLowerInvariant()}; publishing takes operator." : null;

    /// <summary>Why a second person must agree to these changes of what stands; null when none must.</summary>
    public string? NeedsSecond(ConfigSnapshot current, IReadOnlyList<KeyChange> changes) => CoreRule.Why(changes);
}
