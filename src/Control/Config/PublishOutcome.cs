namespace Seawall.Control.Config;

/// <summary>What became of a publish.</summary>
public abstract record PublishOutcome
{
    private PublishOutcome()
    {
    }

    /// <summary>In force; nothing changed when the revision is the one that stood before.</summary>
    public sealed record Published(long Revision) : PublishOutcome;

    /// <summary>Nothing was done: these keys are not at the revision that was expected of them.</summary>
    public sealed record Conflicted(IReadOnlyList<KeyConflict> Conflicts) : PublishOutcome;

    /// <summary>Nothing was done: these values may not be published.</summary>
    public sealed record Invalid(IReadOnlyList<KeyFault> Faults) : PublishOutcome;

    /// <summary>Nothing was done yet: a second person must agree.</summary>
    public sealed record Waits(long Proposal, string Why) : PublishOutcome;

    /// <summary>Nothing was done: the actor may not do this.</summary>
    public sealed record Refused(string Why) : PublishOutcome;

    /// <summary>Nothing was done: the store can't keep it, its disk being full or broken, or no quorum of the log answering. What stood still stands.</summary>
    /// <param name="Perhaps">True when nobody could say in time: it is in force whole sooner or later, or never; asked again under the same idempotency key, it is done once.</param>
    public sealed record NotKept(string Why, bool Perhaps = false) : PublishOutcome;
}

/// <summary>A key that somebody else changed meanwhile.</summary>
public sealed record KeyConflict(string Key, long Expected, long Actual, string? Value);

/// <summary>What is wrong with the value of a key, at which place in it.</summary>
public sealed record KeyFault(string Key, string Path, string Message);
