using Seawall.Client.Config;
using Seawall.Control.Changes;
using Seawall.Control.Config;
using Seawall.Control.Operators;

namespace Seawall.Control.Tests.Changes;

/// <summary>A config center in memory: expected revisions are checked, what is core waits for a second person, everything is remembered.</summary>
internal sealed class FakeDesk : IChangeDesk
{
    private readonly MemoryConfigStore _store = new();
    private readonly List<PastChange> _past = [];
    private readonly Dictionary<long, (WaitingChange Wish, PublishRequest Request)> _waiting = [];

    public ConfigSnapshot Current => _store.Current;

    /// <summary>Puts values in force without a person.</summary>
    public void Fill(params IEnumerable<(string Key, string Value)> entries) =>
        _ = PutAsync(new PublishRequest { Actor = "seed", Reason = "first filling", Changes = [.. entries.Select(entry => new WantedChange(entry.Key, entry.Value))] }, "seed");

    public Task<PublishOutcome> PublishAsync(Person person, PublishRequest request, CancellationToken cancellationToken)
    {
        KeyConflict[] conflicts = [.. request.Changes.Where(change => change.Expected is { } expected && expected != (Current.Entries.GetValueOrDefault(change.Key)?.Revision ?? 0))
            .Select(change => new KeyConflict(change.Key, change.Expected!.Value, Current.Entries.GetValueOrDefault(change.Key)?.Revision ?? 0, Current[change.Key]))];
        if (conflicts.Length > 0)
            return Task.FromResult<PublishOutcome>(new PublishOutcome.Conflicted(conflicts));
        if (request.Changes.Any(change => change.Value == "bad"))
            return Task.FromResult<PublishOutcome>(new PublishOutcome.Invalid([new KeyFault(request.Changes[0].Key, "value", "is no JSON")]));
        if (!request.Changes.Any(change => change.Value?.Contains("\"grade\":\"G0\"", StringComparison.Ordinal) == true))
            return PutAsync(request, "publish");
        var number = _waiting.Count + 1L;
        _waiting[number] = (new WaitingChange(number, DateTimeOffset.UnixEpoch, person.Name, request.Reason, "G0 takes two persons", Keys(request)), request);
        return Task.FromResult<PublishOutcome>(new PublishOutcome.Waits(number, "G0 takes two persons"));
    }

    public Task<IReadOnlyList<PastChange>> HistoryAsync(long before, int most, string? key, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PastChange>>(
        [.. _past.AsEnumerable().Reverse().Where(change => change.Revision < before && (key is null || change.Keys.Any(changed => changed.Key == key))).Take(most)]);

    public Task<PastChange?> FindAsync(long revision, CancellationToken cancellationToken) => Task.FromResult(_past.Find(change => change.Revision == revision));

    public Task<WayBack?> UndoAsync(long revision, CancellationToken cancellationToken)
    {
        if (_past.Find(change => change.Revision == revision) is not { } past)
            return Task.FromResult<WayBack?>(null);
        var later = past.Keys.Where(key => Current.Entries.GetValueOrDefault(key.Key)?.Revision != revision).ToList();
        return Task.FromResult<WayBack?>(new WayBack(
            [.. past.Keys.Except(later).Select(key => new WantedChange(key.Key, key.Before, revision))],
            [.. later.Select(key => new KeyConflict(key.Key, revision, Current.Entries[key.Key].Revision, Current[key.Key]))]));
    }

    public Task<IReadOnlyList<WaitingChange>> WaitingAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<WaitingChange>>([.. _waiting.Values.Select(waiting => waiting.Wish)]);

    public Task<PublishOutcome> AgreeAsync(Person person, long proposal, string reason, string? source, CancellationToken cancellationToken)
    {
        if (!_waiting.TryGetValue(proposal, out var waiting) || waiting.Wish.Actor == person.Name)
            return Task.FromResult<PublishOutcome>(new PublishOutcome.Refused("A second person has to agree."));
        _waiting.Remove(proposal);
        return PutAsync(waiting.Request, "approve");
    }

    public Task<string?> TurnDownAsync(Person person, long proposal, string reason, string? source, CancellationToken cancellationToken) =>
        Task.FromResult(_waiting.Remove(proposal) ? null : "There is no such wish.");

    private async Task<PublishOutcome> PutAsync(PublishRequest request, string action)
    {
        var keys = Keys(request);
        var outcome = await _store.PublishAsync(request, CancellationToken.None);
        _past.Add(new PastChange(Current.Revision, DateTimeOffset.UnixEpoch, request.Actor, request.Reason, action, keys));
        return outcome;
    }

    private IReadOnlyList<ChangedKey> Keys(PublishRequest request) => [.. request.Changes.Select(change => new ChangedKey(change.Key, Current[change.Key], change.Value))];
}
