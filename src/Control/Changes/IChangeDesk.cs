using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Operators;

namespace Seawall.Control.Changes;

/// <summary>What the pages of changes ask of the config center; the seam to its disk.</summary>
public interface IChangeDesk
{
    ConfigSnapshot Current { get; }

    /// <summary>Publishes in a person's name, or keeps the wish until a second person agrees.</summary>
    Task<PublishOutcome> PublishAsync(Person person, PublishRequest request, CancellationToken cancellationToken);

    /// <summary>What was published before a revision, the newest first; of one key when it is named.</summary>
    Task<IReadOnlyList<PastChange>> HistoryAsync(long before, int most, string? key, CancellationToken cancellationToken);

    /// <summary>What a revision changed; null when there is none of this number.</summary>
    Task<PastChange?> FindAsync(long revision, CancellationToken cancellationToken);

    /// <summary>What undoes a revision now; null when there is none of this number.</summary>
    Task<WayBack?> UndoAsync(long revision, CancellationToken cancellationToken);

    /// <summary>What waits for a second person, the oldest first.</summary>
    Task<IReadOnlyList<WaitingChange>> WaitingAsync(CancellationToken cancellationToken);

    /// <summary>A second person agrees, and it is published if it still can be.</summary>
    Task<PublishOutcome> AgreeAsync(Person person, long proposal, string reason, string? source, CancellationToken cancellationToken);

    /// <summary>Takes a wish off the table; null when it is done, else why not.</summary>
    Task<string?> TurnDownAsync(Person person, long proposal, string reason, string? source, CancellationToken cancellationToken);
}

/// <summary>One publish: who, why, when, and what it changed.</summary>
public sealed record PastChange(long Revision, DateTimeOffset At, string Actor, string Reason, string Action, IReadOnlyList<ChangedKey> Keys);

/// <summary>A key before and after; null for a key that does not exist.</summary>
public sealed record ChangedKey(string Key, string? Before, string? After);

/// <summary>What to publish so that keys stand as they stood, and which keys somebody changed since and so are left alone.</summary>
public sealed record WayBack(IReadOnlyList<WantedChange> Changes, IReadOnlyList<KeyConflict> Kept);

/// <summary>A wish that a second person has to agree to.</summary>
public sealed record WaitingChange(long Proposal, DateTimeOffset At, string Actor, string Reason, string Why, IReadOnlyList<ChangedKey> Keys);
