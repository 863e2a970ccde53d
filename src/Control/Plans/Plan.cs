using Seawall.Control.Plans.Actions;
using Seawall.Control.Plans.Checks;

namespace Seawall.Control.Plans;

/// <summary>What is done in a case that was thought of before: the value of <c>plan/{id}</c> in the config center.</summary>
internal sealed record Plan
{
    public required string Id { get; init; }

    /// <summary>Which text it was read from, 12 hexadecimal digits: a rehearsal and an agreement count for this text alone.</summary>
    public required string Definition { get; init; }

    public required string Title { get; init; }

    public required string TitleZh { get; init; }

    /// <summary>Who keeps it true.</summary>
    public required string Owner { get; init; }

    public required PlanTrigger Trigger { get; init; }

    /// <summary>Who says that it runs.</summary>
    public required string Decider { get; init; }

    /// <summary>What buyers will notice while it runs.</summary>
    public required string BuyersNotice { get; init; }

    public required string BuyersNoticeZh { get; init; }

    public required IReadOnlyList<IPlanAction> Actions { get; init; }

    /// <summary>What must hold before it may run; null for nothing.</summary>
    public IPlanCheck? Before { get; init; }

    /// <summary>What must come to hold once it is in force, or it is undone.</summary>
    public required IPlanCheck Check { get; init; }

    /// <summary>What must come to hold once it is undone; what does not is said and stays undone.</summary>
    public required IPlanCheck UndoCheck { get; init; }

    /// <summary>Undone by itself after this; null for not by itself.</summary>
    public TimeSpan? AutoRevert { get; init; }
}

/// <summary>When it runs.</summary>
/// <param name="At">The moment, of a scheduled plan.</param>
/// <param name="When">What is seen when it is to run, of a triggered plan.</param>
public sealed record PlanTrigger(PlanTriggerKind Kind, DateTimeOffset? At, string When, string WhenZh);

public enum PlanTriggerKind
{
    /// <summary>By itself at its time, when it is armed.</summary>
    Scheduled,

    /// <summary>When its decider says so.</summary>
    Triggered,
}
