using Seawall.Kernel;

namespace Seawall.Control.Statements;

/// <summary>One statement over all businesses and roles.</summary>
public sealed record Statement(string Fingerprint, IReadOnlyList<StatementUse> Uses)
{
    public LatencyHistogram Latency { get; } = Sum(Uses);

    public string Sql => Uses[0].Sql;

    public long Errors => Uses.Sum(use => use.Errors);

    public long Rows => Uses.Sum(use => use.Rows);

    public IReadOnlyList<string> Businesses => [.. Uses.Select(use => use.Business).Distinct().Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Tables => [.. Uses.SelectMany(use => use.Tables).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The statements of a list, added up by fingerprint.</summary>
    public static IReadOnlyList<Statement> Of(IEnumerable<StatementUse> uses) =>
        [.. uses.GroupBy(use => use.Fingerprint, StringComparer.Ordinal).Select(group => new Statement(group.Key, [.. group.OrderByDescending(use => use.Latency.Sum)]))];

    /// <summary>The histogram in bands that double, for a chart: from and up to in microseconds, and how many calls fell between.</summary>
    public IReadOnlyList<(long From, long UpTo, long Calls)> Bands()
    {
        var bands = new SortedDictionary<int, long>();
        foreach (var (upTo, count) in Latency.Filled())
        {
            var band = upTo < 2 ? 0 : (int)Math.Log2(upTo);
            bands[band] = bands.GetValueOrDefault(band) + count;
        }
        if (bands.Count == 0)
            return [];
        var (first, last) = (bands.Keys.First(), bands.Keys.Last());
        return [.. Enumerable.Range(first, last - first + 1).Select(band => (band == 0 ? 0L : 1L << band, 1L << (band + 1), bands.GetValueOrDefault(band)))];
    }

    private static LatencyHistogram Sum(IReadOnlyList<StatementUse> uses)
    {
        var sum = new LatencyHistogram();
        foreach (var use in uses)
            sum.Add(use.Latency);
        return sum;
    }
}
