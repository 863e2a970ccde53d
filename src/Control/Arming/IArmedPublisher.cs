using Seawall.Control.Config;

namespace Seawall.Control.Arming;

/// <summary>
/// Puts changes in force in every process at one moment: all hold them ready first (armed), then each puts them in force when the moment comes, and they go into
/// the config as one revision. Who may want that was asked before.
/// </summary>
public interface IArmedPublisher
{
    Task<ArmedOutcome> PublishAsync(ArmedRequest request, CancellationToken ct);

    /// <summary>Takes back what is armed and not yet in force; false when there is nothing of this name.</summary>
    Task<bool> CancelAsync(string id, string actor, string reason, CancellationToken ct);
}

/// <summary>What to put in force, and when.</summary>
/// <param name="Id">Its own name, <c>[a-z0-9][a-z0-9._-]*</c>: the key <c>armed/{id}</c> while it is held ready. The same id again goes on with what was begun.</param>
/// <param name="At">When; null for as soon as every process holds it.</param>
/// <param name="ArmWithin">How long processes have to hold it.</param>
/// <param name="EvenIfNotAll">In force also when some do not hold it by then; they follow as they follow any revision. Otherwise nothing is done.</param>
public sealed record ArmedRequest(string Id, PublishRequest Publish, DateTimeOffset? At, TimeSpan ArmWithin, bool EvenIfNotAll);

/// <summary>What became of it.</summary>
/// <param name="Armed">How many instances held it ready.</param>
/// <param name="Instances">How many were asked.</param>
/// <param name="Missing">Those that did not, <c>service/instance</c>.</param>
/// <param name="ActiveAt">The moment it came into force; null when it did not.</param>
public sealed record ArmedOutcome(PublishOutcome Outcome, int Armed, int Instances, IReadOnlyList<string> Missing, DateTimeOffset? ActiveAt);
