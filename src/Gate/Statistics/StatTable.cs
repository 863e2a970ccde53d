namespace Seawall.Gate.Statistics;

/// <summary>Rows of one stretch of time by business, role and statement; when it is full, further ones share one row named other.</summary>
internal sealed class StatTable(int most, Name other, StatementInfo otherStatement)
{
    private readonly Dictionary<Key, StatRow> _rows = [];
    private readonly Stack<StatRow> _spare = new();

    /// <summary>Calls that found the table full.</summary>
    public long Overflowed { get; private set; }

    public IEnumerable<StatRow> Rows => _rows.Values;

    public StatRow Row(Name business, Name role, StatementInfo statement)
    {
        Key key = new(business.Id, role.Id, statement.Id);
        if (_rows.TryGetValue(key, out StatRow? row))
            return row;
        if (_rows.Count < most)
            return Add(key, business, role, statement);
        Overflowed++;
        key = new Key(other.Id, other.Id, otherStatement.Id);
        return _rows.TryGetValue(key, out row) ? row : Add(key, other, other, otherStatement);
    }

    public void Clear()
    {
        foreach (StatRow row in _rows.Values)
        {
            row.Clear();
            _spare.Push(row);
        }
        _rows.Clear();
        Overflowed = 0;
    }

    private StatRow Add(Key key, Name business, Name role, StatementInfo statement)
    {
        if (!_spare.TryPop(out StatRow? row))
            row = new StatRow();
        (row.Business, row.Role, row.Statement) = (business, role, statement);
        _rows.Add(key, row);
        return row;
    }

    private readonly record struct Key(int Business, int Role, int Statement);
}
