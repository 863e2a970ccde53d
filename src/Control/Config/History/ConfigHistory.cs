using Seawall.Client.Config;
using Seawall.Control.Config.Audit;
using Seawall.Control.Config.Storage;

namespace Seawall.Control.Config.History;

/// <summary>What was published before, what stood then, and the way back to it.</summary>
public sealed class ConfigHistory(SqliteConfigStore store)
{
    /// <summary>Revisions before one, the newest first; of one key when it is named.</summary>
    public Task<List<Revision>> RevisionsAsync(long before, int most, string? key, CancellationToken ct) =>
        store.InTurnAsync(file => file.Revisions(0, before - 1, most, key), ct);

    /// <summary>One revision; null when there is none of this number.</summary>
    public Task<Revision?> FindAsync(long number, CancellationToken ct) => store.InTurnAsync(file => file.Revisions(number - 1, number, 1).FirstOrDefault(), ct);

    /// <summary>How all stood at a revision; null for one that is yet to come.</summary>
    public Task<ConfigSnapshot?> AtAsync(long number, CancellationToken ct) => store.InTurnAsync(
        file =>
        {
            var current = store.Current;
            if (number < 0 || number > current.Revision)
                return null;
            // Backwards, so that the oldest change after the wanted revision has the last word.
            return file.Revisions(number, current.Revision, int.MaxValue).Aggregate(current, (snapshot, revision) => snapshot.With(
                number, revision.Changes.Select(change => new ConfigChange(change.Key, change.Before, change.BeforeRevision)))).With(number, []);
        }, ct);

    /// <summary>What undoes a revision now; null when there is none of this number.</summary>
    public Task<InversePatch?> UndoOfAsync(long number, CancellationToken ct) => store.InTurnAsync(
        file => file.Revisions(number - 1, number, 1).FirstOrDefault() is { } revision ? InversePatch.Undo(store.Current, revision, file.LastChangeOf) : null, ct);

    /// <summary>Works something out of what stands, of revisions in order, and of which revision touched a key last.</summary>
    public Task<T> WorkOutAsync<T>(IReadOnlyCollection<long> numbers, Func<ConfigSnapshot, IReadOnlyList<Revision>, Func<string, long>, T> work, CancellationToken ct) => store.InTurnAsync(
        file => work(store.Current, [.. numbers.Order().SelectMany(number => file.Revisions(number - 1, number, 1))], file.LastChangeOf), ct);

    /// <summary>What goes back to a revision now; null for one that is yet to come.</summary>
    /// <param name="seen">The newest revision that the asker knew; null for the newest there is.</param>
    public Task<InversePatch?> RollbackToAsync(long number, long? seen, CancellationToken ct) => store.InTurnAsync(
        file => number < 0 || number > store.Current.Revision ? null
            : InversePatch.RollBack(store.Current, file.Revisions(number, store.Current.Revision, int.MaxValue), seen ?? store.Current.Revision), ct);

    /// <summary>What became of a request that named itself; null when none did by this name.</summary>
    public Task<PublishOutcome?> OutcomeOfAsync(string idempotency, CancellationToken ct) => store.InTurnAsync(
        file => RequestLog.Find(file, idempotency) is { } known ? known.Answer(known.Fingerprint) : null, ct);

    /// <summary>Audit records before one, the newest first.</summary>
    public Task<List<AuditRecord>> AuditAsync(long before, int most, CancellationToken ct) => store.InTurnAsync(file => file.Audit(0, before, most), ct);

    /// <summary>The first link of the audit that does not hold, by itself or against history and entries; null when all is whole.</summary>
    public Task<BrokenLink?> VerifyAsync(CancellationToken ct) => store.InTurnAsync(file => Checkup.FirstBreak(file, ConfigSnapshot.Of(file.Head(), file.Entries())), ct);
}
