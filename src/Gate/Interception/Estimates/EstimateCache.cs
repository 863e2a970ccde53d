using System.Collections.Concurrent;

namespace Seawall.Gate.Interception.Estimates;

/// <summary>Estimates by key in two generations: when the young one is full the old one is forgotten, so that what is asked for goes on being known and memory stays bounded.</summary>
internal sealed class EstimateCache(int most)
{
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<ulong, Known> _young = new();
    private volatile ConcurrentDictionary<ulong, Known> _old = new();

    public int Count => _young.Count + _old.Count;

    /// <summary>What is known; null when nothing is, not even that it is being asked.</summary>
    public Known? Find(ulong key)
    {
        if (_young.TryGetValue(key, out var known))
            return known;
        if (!_old.TryGetValue(key, out known))
            return null;
        Add(key, known);
        return known;
    }

    public void Add(ulong key, Known known)
    {
        if (_young.Count >= most / 2)
        {
            lock (_turn)
            {
                if (_young.Count >= most / 2)
                    (_old, _young) = (_young, new ConcurrentDictionary<ulong, Known>());
            }
        }
        _young[key] = known;
    }

    public void Forget(ulong key)
    {
        _young.TryRemove(key, out _);
        _old.TryRemove(key, out _);
    }

    /// <param name="Value">Null while it is asked, and when the server could not tell.</param>
    /// <param name="UntilMicros">From then on it is asked again; the old answer holds meanwhile.</param>
    public sealed record Known(Estimate? Value, long UntilMicros);
}
