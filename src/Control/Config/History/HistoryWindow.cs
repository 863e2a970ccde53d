using System.Collections.Immutable;
using Seawall.Client.Config;

namespace Seawall.Control.Config.History;

/// <summary>The changes of the newest revisions, in memory, for those who were here a moment ago. Immutable; bounded in revisions and characters.</summary>
internal sealed class HistoryWindow
{
    private readonly ImmutableArray<Step> _steps;
    private readonly long _start;
    private readonly Bounds _bounds;

    private HistoryWindow(long start, ImmutableArray<Step> steps, Bounds bounds) => (_start, _steps, _bounds) = (start, steps, bounds);

    /// <summary>How much is kept.</summary>
    public sealed record Bounds(int Revisions = 2_000, long Characters = 16 << 20);

    /// <summary>Nothing is kept of what led to this revision.</summary>
    public static HistoryWindow From(long revision, Bounds? bounds = null) => new(revision, [], bounds ?? new Bounds());

    public HistoryWindow With(long revision, IReadOnlyList<ConfigChange> changes)
    {
        var steps = _steps.Add(new Step(revision, [.. changes], changes.Sum(change => (long)change.Key.Length + (change.Value?.Length ?? 0))));
        var (drop, left) = (0, steps.Sum(step => step.Characters));
        while (steps.Length - drop > _bounds.Revisions || left > _bounds.Characters)
            left -= steps[drop++].Characters;
        return new HistoryWindow(drop == 0 ? _start : steps[drop - 1].Revision, steps.RemoveRange(0, drop), _bounds);
    }

    /// <summary>The last change of every key that was changed after a revision; null when that is no longer known.</summary>
    public IReadOnlyList<ConfigChange>? Since(long revision)
    {
        if (revision < _start)
            return null;
        var last = new SortedDictionary<string, ConfigChange>(StringComparer.Ordinal);
        foreach (var step in _steps)
        {
            if (step.Revision <= revision)
                continue;
            foreach (var change in step.Changes)
                last[change.Key] = change;
        }
        return [.. last.Values];
    }

    private sealed record Step(long Revision, ImmutableArray<ConfigChange> Changes, long Characters);
}
