namespace Seawall.Gate.Rules;

/// <summary>
/// What one rule decided, by business and fingerprint, in a bounded number of rows: a full table gives its coldest row up to the row of all other statements of its business.
/// Rows are looked up when a match is worked out, not per statement, so a lock will do.
/// </summary>
internal sealed class HitTable
{
    /// <summary>Statements told apart.</summary>
    public const int Most = 64;

    private const int MostBusinesses = 64;
    private const string Others = "other";

    private readonly Lock _turn = new();
    private readonly Dictionary<(string Business, ulong Fingerprint), HitRow> _rows = [];
    private readonly Dictionary<string, HitRow> _others = new(StringComparer.Ordinal);

    public HitRow RowOf(string business, ulong fingerprint, string sql)
    {
        lock (_turn)
        {
            if (_rows.TryGetValue((business, fingerprint), out var row))
                return row;
            if (_rows.Count >= Most)
                GiveUpColdest();
            row = new HitRow(business, fingerprint, sql);
            _rows.Add((business, fingerprint), row);
            return row;
        }
    }

    /// <summary>All rows, the most met first.</summary>
    public IReadOnlyList<HitRow> Rows()
    {
        lock (_turn)
            return [.. _rows.Values.Concat(_others.Values).OrderByDescending(row => row.Matched)];
    }

    private void GiveUpColdest()
    {
        var coldest = _rows.Values.MinBy(row => row.Matched)!;
        _rows.Remove((coldest.Business, coldest.Fingerprint));
        coldest.GiveTo(OtherOf(coldest.Business));
    }

    private HitRow OtherOf(string business)
    {
        if (_others.TryGetValue(business, out var other))
            return other;
        if (_others.Count >= MostBusinesses)
            business = Others;
        if (!_others.TryGetValue(business, out other))
            _others.Add(business, other = new HitRow(business, 0, Others));
        return other;
    }
}
