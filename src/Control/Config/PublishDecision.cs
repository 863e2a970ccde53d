using Seawall.Client.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.History;

namespace Seawall.Control.Config;

/// <summary>What a request comes to on what stands: changes that may go out, or why they may not.</summary>
internal sealed record PublishDecision(PublishOutcome? Ended, IReadOnlyList<KeyChange> Changes)
{
    public const int MostChanges = 2_000;

    /// <summary>Checks form, expectations and values, in this order. What is as wanted already is left out.</summary>
    public static PublishDecision Decide(ConfigSnapshot current, PublishRequest request, ConfigChecks checks)
    {
        if (FormFaults(request) is { Count: > 0 } form)
            return new PublishDecision(new PublishOutcome.Invalid(form), []);
        if (Conflicts(current, request) is { Count: > 0 } conflicts)
            return new PublishDecision(new PublishOutcome.Conflicted(conflicts), []);
        KeyChange[] changes = [.. request.Changes.Where(wanted => current[wanted.Key] != wanted.Value).Select(wanted => Change(current, wanted))];
        if (changes.Length == 0)
            return new PublishDecision(new PublishOutcome.Published(current.Revision), []);
        return checks.Faults(current, changes) is { Count: > 0 } faults
            ? new PublishDecision(new PublishOutcome.Invalid(faults), [])
            : new PublishDecision(null, changes);
    }

    private static List<KeyFault> FormFaults(PublishRequest request)
    {
        var faults = new List<KeyFault>();
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 1_000)
            faults.Add(new KeyFault("", "reason", "must say why, in 1 to 1000 characters"));
        if (string.IsNullOrWhiteSpace(request.Actor) || request.Actor.Length > 100)
            faults.Add(new KeyFault("", "actor", "must say who, in 1 to 100 characters"));
        if (request.Idempotency is { Length: 0 or > 200 })
            faults.Add(new KeyFault("", "idempotency", "must have 1 to 200 characters"));
        if (request.Changes.Count is 0 or > MostChanges)
            faults.Add(new KeyFault("", "changes", $"must be 1 to {MostChanges} keys, was {request.Changes.Count}"));
        faults.AddRange(request.Changes.GroupBy(change => change.Key, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => new KeyFault(same.Key, "", "stands twice in one publish")));
        return faults;
    }

    private static List<KeyConflict> Conflicts(ConfigSnapshot current, PublishRequest request) =>
    [
        .. from wanted in request.Changes
           let stands = current.Entries.GetValueOrDefault(wanted.Key)
           where wanted.Expected is not null && wanted.Expected != (stands?.Revision ?? 0)
           select new KeyConflict(wanted.Key, wanted.Expected.GetValueOrDefault(), stands?.Revision ?? 0, stands?.Value),
    ];

    private static KeyChange Change(ConfigSnapshot current, WantedChange wanted) =>
        current.Entries.GetValueOrDefault(wanted.Key) is { } stands ? new KeyChange(wanted.Key, stands.Value, stands.Revision, wanted.Value) : new KeyChange(wanted.Key, null, 0, wanted.Value);
}
