using Seawall.Control.Config;

namespace Seawall.Control.Plans;

/// <summary>What somebody wants when running a plan.</summary>
internal sealed record PlanOrder(string Reason)
{
    /// <summary>The moment it is to come into force; null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Step by step also when it was rehearsed.</summary>
    public bool Staged { get; init; }

    /// <summary>At once also when it was not; takes two persons.</summary>
    public bool AtOnce { get; init; }

    /// <summary>A plan run twice under one key is run once; null for none.</summary>
    public string? Idempotency { get; init; }
}

/// <summary>What became of a wish.</summary>
internal abstract record PlanAnswer
{
    private PlanAnswer()
    {
    }

    /// <summary>As wanted; how the plan stands tells the rest.</summary>
    /// <param name="Changed">False when it was so before.</param>
    public sealed record Done(bool Changed) : PlanAnswer;

    public sealed record NotFound(string Why) : PlanAnswer;

    /// <summary>Nothing was done.</summary>
    public sealed record Refused(string Code, string Why) : PlanAnswer;

    /// <summary>Nothing was done: what the plan would publish may not be published.</summary>
    public sealed record Invalid(IReadOnlyList<KeyFault> Faults) : PlanAnswer;

    /// <summary>Nothing was done: the store can't keep it.</summary>
    public sealed record NotKept : PlanAnswer;

    public static NotFound NoSuchPlan(string id) => new($"There is no plan {id}; `seawall plan list` lists them.");
}
