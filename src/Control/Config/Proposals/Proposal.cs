namespace Seawall.Control.Config.Proposals;

/// <summary>Changes that one person wants and another must agree to.</summary>
/// <param name="Why">Why a second person is needed.</param>
/// <param name="Action">What the audit calls it when it goes out; <c>operator</c> for a change to the list of persons.</param>
/// <param name="Changes">With the revision that each key had when it was proposed; it must have it still when it is approved.</param>
public sealed record Proposal(long Number, DateTimeOffset At, string Actor, string Reason, string? Source, string Why, string Action, IReadOnlyList<WantedChange> Changes)
{
    /// <summary>How long it waits.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public ProposalState State { get; init; }

    /// <summary>Who approved or rejected it, when, and why; null while it waits.</summary>
    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? Decision { get; init; }

    /// <summary>The revision that came of it.</summary>
    public long? Revision { get; init; }

    public DateTimeOffset Expires => At + Life;

    /// <summary>As it stands at a moment: one that waited too long has expired.</summary>
    public Proposal AsOf(DateTimeOffset now) => State == ProposalState.Waiting && now >= Expires ? this with { State = ProposalState.Expired } : this;
}

public enum ProposalState
{
    Waiting,
    Approved,
    Rejected,

    /// <summary>It was approved, but what it would change had been changed meanwhile, or was no longer valid.</summary>
    Overtaken,
    Expired,
}
