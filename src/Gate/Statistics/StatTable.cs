namespace Seawall.Gate.Statistics;

/// <summary>
/// Rows of one stretch of time by business, role and statement. A full table makes room by giving up a cold row: its counts go to the row <c>other</c> of the
/// same business and role, so every total stays exact. A statement that is called again before the hand has come round, which takes about as many new statements
/// as the table has rows, is never given up, so its counts are exact too; one that was called often stays for as many rounds without a call.
/// </summary>
/// <remarks>Who is given up is found by the clock algorithm with use counts (generalised CLOCK; Nicola, Dan and Dias, 1992), in a bounded number of steps.</remarks>
internal sealed class StatTable(int most, Name other, StatementInfo otherStatement)
{
    private const int MostUses = 255;
    private const int MostSteps = 128;
    private const int MostOthers = 256;

    private readonly Dictionary<Key, StatRow> _rows = [];
    private readonly Dictionary<Key, StatRow> _others = [];
    private readonly List<StatRow> _clock = [];
    private readonly Stack<StatRow> _spare = new();
    private int _hand;

    /// <summary>Calls moved to a row named other because the table was full.</summary>
    public long Overflowed { get; private set; }

    public IEnumerable<StatRow> Rows => _rows.Values.Concat(_others.Values);

    public StatRow Row(Name business, Name role, StatementInfo statement)
    {
        Key key = new(business.Id, role.Id, statement.Fingerprint);
        if (_rows.TryGetValue(key, out StatRow? row))
        {
            if (row.Uses < MostUses)
                row.Uses++;
            return row;
        }
        if (statement == otherStatement)
            return OtherOf(business, role);
        if (_clock.Count < most)
        {
            row = Take();
            _clock.Add(row);
        }
        else
        {
            row = GiveUp();
        }
        (row.Business, row.Role, row.Statement) = (business, role, statement);
        _rows.Add(key, row);
        return row;
    }

    public void Clear()
    {
        foreach (StatRow row in Rows)
        {
            row.Clear();
            _spare.Push(row);
        }
        _rows.Clear();
        _others.Clear();
        _clock.Clear();
        _hand = 0;
        Overflowed = 0;
    }

    // Nobody keeps a row beyond the recording of one call, so the object serves the next statement.
    private StatRow GiveUp()
    {
        StatRow row = Coldest();
        Overflowed += row.Latency.Count;
        OtherOf(row.Business, row.Role).Add(row);
        _rows.Remove(new Key(row.Business.Id, row.Role.Id, row.Statement.Fingerprint));
        row.Clear();
        return row;
    }

    // The first unused row from the hand on, or the least used of those looked at.
    private StatRow Coldest()
    {
        StatRow coldest = _clock[_hand];
        for (int step = Math.Min(MostSteps, _clock.Count); step > 0; step--)
        {
            StatRow row = _clock[_hand];
            _hand = (_hand + 1) % _clock.Count;
            if (row.Uses == 0)
                return row;
            row.Uses--;
            if (row.Uses < coldest.Uses)
                coldest = row;
        }
        return coldest;
    }

    private StatRow OtherOf(Name business, Name role)
    {
        Key key = new(business.Id, role.Id, otherStatement.Fingerprint);
        if (_others.TryGetValue(key, out StatRow? row))
            return row;
        if (_others.Count >= MostOthers && business != other)
            return OtherOf(other, other);
        row = Take();
        (row.Business, row.Role, row.Statement) = (business, role, otherStatement);
        _others.Add(key, row);
        return row;
    }

    private StatRow Take() => _spare.TryPop(out StatRow? row) ? row : new StatRow();

    private readonly record struct Key(int Business, int Role, ulong Fingerprint);
}
