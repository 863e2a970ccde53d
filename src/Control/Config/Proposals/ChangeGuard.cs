using Seawall.Client.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Proposals;

/// <summary>What a change takes of the person who wants it; asked wherever persons change the config: the desk, plans, the dial.</summary>
public sealed class ChangeGuard(TimeProvider? time = null)
{
    /// <summary>Why this person may not change anything; null when they may.</summary>
    public string? Refusal(Person by) => by.Level < OperatorLevel.Operator ? $"{by.Name} is {by.Level.ToString().ToLowerInvariant()}; publishing takes operator." : null;

    /// <summary>Why a second person must agree to these changes of what stands; null when none must. While a freeze holds, one must to all of them.</summary>
    public string? NeedsSecond(ConfigSnapshot current, IReadOnlyList<KeyChange> changes)
    {
        var core = CoreRule.Why(changes);
        return Frozen(current) is not { } freeze ? core : $"{freeze.Words()}: a second person with the level approver must agree{(core is null ? "" : "; " + core)}";
    }

    /// <summary>The freeze that holds now; null when none does.</summary>
    public SiteFreeze? Frozen(ConfigSnapshot current) => SiteFreeze.Holding(current, (time ?? TimeProvider.System).GetUtcNow());
}
