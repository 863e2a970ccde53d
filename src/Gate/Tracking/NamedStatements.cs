using Seawall.Gate.Statistics;

namespace Seawall.Gate.Tracking;

/// <summary>A session's prepared statements by hash of their name; 0 is the unnamed one.</summary>
internal sealed class NamedStatements(Ledger ledger)
{
    /// <summary>Names remembered; the calls of further ones count as <c>other</c>. A guard against clients that never close.</summary>
    public const int Most = 10_000;

    private readonly TrackingPools _pools = ledger.Pools;
    private Dictionary<ulong, StatementText>? _named;
    private StatementText? _unnamed;
    private StatementText? _rest;

    /// <summary>Names remembered now.</summary>
    public int Count => _named?.Count ?? 0;

    public StatementText? Find(ulong name)
    {
        if (name == 0)
            return _unnamed;
        return _named is not null && _named.TryGetValue(name, out StatementText? statement) ? statement : _rest;
    }

    public void Set(ulong name, StatementText statement)
    {
        if (name == 0)
        {
            _unnamed?.Release(_pools);
            _unnamed = statement.Hold();
            return;
        }
        _named ??= [];
        if (_named.Remove(name, out StatementText? former))
            former.Release(_pools);
        if (_named.Count < Most)
            _named.Add(name, statement.Hold());
        else
            _rest ??= ledger.Catalog.DescribeRest(_pools.Text());
    }

    public void Remove(ulong name)
    {
        if (name != 0 && _named is not null && _named.Remove(name, out StatementText? former))
            former.Release(_pools);
        if (name == 0)
            RemoveUnnamed();
    }

    public void Clear()
    {
        RemoveUnnamed();
        _rest?.Release(_pools);
        _rest = null;
        if (_named is null)
            return;
        foreach (StatementText statement in _named.Values)
            statement.Release(_pools);
        _named.Clear();
    }

    private void RemoveUnnamed()
    {
        _unnamed?.Release(_pools);
        _unnamed = null;
    }
}
