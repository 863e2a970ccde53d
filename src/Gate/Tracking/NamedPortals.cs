namespace Seawall.Gate.Tracking;

/// <summary>A session's portals by hash of their name; 0 is the unnamed one.</summary>
internal sealed class NamedPortals(TrackingPools pools)
{
    private const int Most = 10_000;
    private Dictionary<ulong, Portal>? _named;
    private Portal? _unnamed;

    public Portal? Find(ulong name) => name == 0 ? _unnamed : _named?.GetValueOrDefault(name);

    public void Set(ulong name, Portal portal)
    {
        Remove(name);
        portal.Hold();
        if (name == 0)
            _unnamed = portal;
        else if (!(_named ??= []).TryAdd(name, portal) || _named.Count > Most)
            Remove(name);
    }

    public void Remove(ulong name)
    {
        if (name == 0)
        {
            _unnamed?.Release(pools);
            _unnamed = null;
        }
        else if (_named is not null && _named.Remove(name, out Portal? former))
        {
            former.Release(pools);
        }
    }

    /// <summary>The transaction ended, and with it every portal.</summary>
    public void Clear()
    {
        Remove(0);
        if (_named is not { Count: > 0 })
            return;
        foreach (Portal portal in _named.Values)
            portal.Release(pools);
        _named.Clear();
    }
}
