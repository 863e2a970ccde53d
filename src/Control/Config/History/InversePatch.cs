using Seawall.Client.Config;

namespace Seawall.Control.Config.History;

/// <summary>The way back: what to publish so that keys stand as they stood, byte for byte, and which keys somebody changed since and so are left alone.</summary>
public sealed record InversePatch(IReadOnlyList<WantedChange> Changes, IReadOnlyList<KeyConflict> Kept)
{
    /// <summary>Undoes one revision. A key that it set is put back unless a later revision touched it.</summary>
    /// <param name="lastChange">The revision that touched a key last.</param>
    public static InversePatch Undo(ConfigSnapshot current, Revision revision, Func<string, long> lastChange)
    {
        var (changes, kept) = (new List<WantedChange>(), new List<KeyConflict>());
        foreach (var change in revision.Changes.Where(change => !IsRecord(change.Key)))
        {
            var stands = current.Entries.GetValueOrDefault(change.Key);
            var last = lastChange(change.Key);
            if (last == revision.Number)
                changes.Add(new WantedChange(change.Key, change.Before, stands?.Revision ?? 0));
            else if (stands?.Value != change.Before)
                kept.Add(new KeyConflict(change.Key, revision.Number, last, stands?.Value));
        }
        return new InversePatch(changes, kept);
    }

    /// <summary>Goes back to how all stood at a revision. A key that was touched after <paramref name="seen"/>, the newest revision that the asker knew, is kept.</summary>
    /// <param name="after">All revisions after it, in any order.</param>
    public static InversePatch RollBack(ConfigSnapshot current, IEnumerable<Revision> after, long seen)
    {
        var (changes, kept) = (new List<WantedChange>(), new List<KeyConflict>());
        foreach (var touches in after.OrderBy(revision => revision.Number).SelectMany(revision => revision.Changes, (revision, change) => (revision.Number, Change: change)).Where(touch => !IsRecord(touch.Change.Key)).GroupBy(touch => touch.Change.Key, StringComparer.Ordinal))
        {
            var stands = current.Entries.GetValueOrDefault(touches.Key);
            var (before, last) = (touches.First().Change.Before, touches.Last().Number);
            if (stands?.Value == before)
                continue;
            if (last > seen)
                kept.Add(new KeyConflict(touches.Key, seen, last, stands?.Value));
            else
                changes.Add(new WantedChange(touches.Key, before, stands?.Revision ?? 0));
        }
        return new InversePatch(changes, kept);
    }

    // That a break-glass act was merged stays true when its values are taken back; without the record it would be in force and merged once more.
    // What was armed was in force with the revision that took its key away, and must not come again.
    private static bool IsRecord(string key) => key.StartsWith(ConfigKeys.BreakGlass, StringComparison.Ordinal) || key.StartsWith(ConfigKeys.Armed, StringComparison.Ordinal);
}
