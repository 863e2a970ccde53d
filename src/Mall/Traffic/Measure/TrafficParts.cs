using System.Collections.Immutable;

namespace Seawall.Mall.Traffic.Measure;

/// <summary>The parts of a run that somebody else divides it into while it runs, such as those of a drill. The first part begins with the run.</summary>
/// <param name="first">The name of the first part.</param>
public sealed class TrafficParts(string first)
{
    private ImmutableList<(string Name, long From)> _all = [(first, 0)];

    /// <summary>Requests that begin from this timestamp of the run's clock on belong to another part.</summary>
    public void Enter(string name, long timestamp) => ImmutableInterlocked.Update(ref _all, static (all, next) => all.Add(next), (name, timestamp));

    /// <summary>The part of a request: where it began; one that began in the first part and was answered after it belongs to the second, which may have hurt it.</summary>
    internal string Of(long started, long answered)
    {
        var all = _all;
        var at = Index(all, started);
        return all[at == 0 ? Math.Min(Index(all, answered), 1) : at].Name;
    }

    /// <summary>Their order.</summary>
    internal int OrderOf(string name) => _all.FindIndex(part => part.Name == name);

    private static int Index(ImmutableList<(string Name, long From)> all, long timestamp)
    {
        var at = all.Count - 1;
        while (at > 0 && timestamp < all[at].From)
            at--;
        return at;
    }
}
