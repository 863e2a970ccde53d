namespace Seawall.Gate.Statistics;

/// <summary>Totals by business, role and fingerprint. Used by one thread at a time.</summary>
internal sealed class StatTotals
{
    private readonly Dictionary<(string Business, string Role, ulong Fingerprint), StatTotal> _totals = [];

    public IReadOnlyCollection<StatTotal> All => _totals.Values;

    public StatTotal Of(string business, string role, ulong fingerprint)
    {
        if (!_totals.TryGetValue((business, role, fingerprint), out StatTotal? total))
            _totals.Add((business, role, fingerprint), total = new StatTotal(business, role, fingerprint));
        return total;
    }

    public void Add(StatTable table)
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
}
