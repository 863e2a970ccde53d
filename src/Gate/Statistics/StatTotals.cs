namespace Seawall.Gate.Statistics;

/// <summary>
/// Totals by business, role and fingerprint. Used by one thread at a time. Beyond <paramref name="most"/> the least called half goes to the total <c>other</c>
/// of its business and role, so that sums stay exact and memory bounded.
/// </summary>
public sealed class StatTotals(int most = StatTotals.Most)
{
    /// <summary>Totals kept by default, at about 4 KB each.</summary>
    public const int Most = 16_000;

    private const string Other = "other";
    private readonly Dictionary<(string Business, string Role, ulong Fingerprint), StatTotal> _totals = [];

    public IReadOnlyCollection<StatTotal> All => _totals.Values;

    public StatTotal Of(string business, string role, ulong fingerprint)
    {
        if (_totals.TryGetValue((business, role, fingerprint), out StatTotal? total))
            return total;
        if (_totals.Count >= most && fingerprint != 0)
            GiveUpHalf();
        return Add(business, role, fingerprint);
    }

    internal void Add(StatTable table)
    {
        foreach (StatRow row in table.Rows)
        {
            StatTotal total = Of(row.Business.Text, row.Role.Text, row.Statement.Fingerprint);
            total.Sql = row.Statement.Sql;
            total.Tables = row.Statement.Tables;
            total.Add(row.Rows, row.Errors, row.Latency);
        }
    }

    public void Add(StatTotals others)
    {
        foreach (StatTotal other in others.All)
        {
            StatTotal total = Of(other.Business, other.Role, other.Fingerprint);
            total.Sql = other.Sql;
            total.Tables = other.Tables;
            total.Add(other.Rows, other.Errors, other.Latency);
        }
    }

    public void Clear() => _totals.Clear();

    private StatTotal Add(string business, string role, ulong fingerprint)
    {
        StatTotal total = new(business, role, fingerprint);
        _totals.Add((business, role, fingerprint), total);
        return total;
    }

    private void GiveUpHalf()
    {
        foreach (StatTotal cold in _totals.Values.Where(t => t.Fingerprint != 0).OrderBy(t => t.Latency.Count).Take(most / 2).ToArray())
        {
            _totals.Remove((cold.Business, cold.Role, cold.Fingerprint));
            if (!_totals.TryGetValue((cold.Business, cold.Role, 0), out StatTotal? other))
                other = Add(cold.Business, cold.Role, 0);
            other.Sql = Other;
            other.Add(cold.Rows, cold.Errors, cold.Latency);
        }
    }
}
