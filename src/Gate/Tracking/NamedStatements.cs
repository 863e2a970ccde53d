namespace Seawall.Gate.Tracking;

/// <summary>A session's prepared statements by hash of their name; 0 is the unnamed one.</summary>
internal sealed class NamedStatements(TrackingPools pools)
{
    // Beyond this, names are still prepared on the server; their calls are just not counted. A guard against clients that never close.
    private const int Most = 10_000;
    private Dictionary<ulong, StatementText>? _named;
    private StatementText? _unnamed;

    public StatementText? Find(ulong name) => name == 0 ? _unnamed : _named?.GetValueOrDefault(name);

    public void Set(ulong name, StatementText statement)
    {
        if (name == 0)
        {
            _unnamed?.Release(pools);
            _unnamed = statement.Hold();
            return;
        }
        _named ??= [];
        if (_named.Remove(name, out StatementText? former))
            former.Release(pools);
        if (_named.Count < Most)
            _named.Add(name, statement.Hold());
    }

    public void Remove(ulong name)
    {
        if (name != 0 && _named is not null && _named.Remove(name, out StatementText? former))
            former.Release(pools);
        if (name == 0)
            RemoveUnnamed();
    }

    public void Clear()
    {
        RemoveUnnamed();
        if (_named is null)
            return;
        foreach (StatementText statement in _named.Values)
            statement.Release(pools);
        _named.Clear();
    }

    private void RemoveUnnamed()
    {
        _unnamed?.Release(pools);
        _unnamed = null;
    }
}
