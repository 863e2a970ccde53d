using System.Globalization;

namespace Seawall.Lab.History;

/// <summary>A day beside another one: what is new, what is gone, and what grew, by business, table and fingerprint.</summary>
public sealed record DayComparison
{
    public required DateOnly Day { get; init; }
    public required DateOnly Other { get; init; }
    public required DayOrigin Origin { get; init; }
    public required DayOrigin OtherOrigin { get; init; }
    public required Growth All { get; init; }

    /// <summary>By name of the business; the most time first, as in all lists here.</summary>
    public required IReadOnlyList<Growth> Businesses { get; init; }

    public required IReadOnlyList<Growth> Tables { get; init; }

    /// <summary>Fingerprints of both days.</summary>
    public required IReadOnlyList<FingerprintGrowth> Fingerprints { get; init; }

    /// <summary>Fingerprints that the other day did not have.</summary>
    public required IReadOnlyList<FingerprintGrowth> New { get; init; }

    /// <summary>Fingerprints that only the other day had.</summary>
    public required IReadOnlyList<FingerprintGrowth> Gone { get; init; }

    /// <summary>What makes the two hard to compare: a seeded day, a part of a day.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Compares the day with an earlier one.</summary>
    public static DayComparison Of(KeptDay today, KeptDay other)
    {
        Dictionary<(string, string, string), DayFingerprint> before = other.Fingerprints.ToDictionary(KeyOf);
        Dictionary<(string, string, string), DayFingerprint> now = today.Fingerprints.ToDictionary(KeyOf);
        return new DayComparison
        {
            Day = today.Date,
            Other = other.Date,
            Origin = today.Origin,
            OtherOrigin = other.Origin,
            All = new Growth("all", today.Totals, other.Totals),
            Businesses = Names(today.Businesses.Select(b => (b.Name, b.Totals)), other.Businesses.Select(b => (b.Name, b.Totals))),
            Tables = Names(today.Tables.Select(t => (t.Name, t.Totals)), other.Tables.Select(t => (t.Name, t.Totals))),
            Fingerprints = Order(today.Fingerprints.Where(f => before.ContainsKey(KeyOf(f))).Select(f => FingerprintGrowth.Of(f, f.Totals, before[KeyOf(f)].Totals))),
            New = Order(today.Fingerprints.Where(f => !before.ContainsKey(KeyOf(f))).Select(f => FingerprintGrowth.Of(f, f.Totals, default))),
            Gone = Order(other.Fingerprints.Where(f => !now.ContainsKey(KeyOf(f))).Select(f => FingerprintGrowth.Of(f, default, f.Totals))),
            Notes = [.. Doubts(today, other)],
        };
    }

    private static (string, string, string) KeyOf(DayFingerprint f) => (f.Database, f.Business, f.Fingerprint);

    private static IReadOnlyList<Growth> Names(IEnumerable<(string Name, DayTotals Totals)> today, IEnumerable<(string Name, DayTotals Totals)> other)
    {
        Dictionary<string, DayTotals> now = today.ToDictionary(entry => entry.Name, entry => entry.Totals, StringComparer.Ordinal);
        Dictionary<string, DayTotals> before = other.ToDictionary(entry => entry.Name, entry => entry.Totals, StringComparer.Ordinal);
        return
        [
            .. now.Keys.Union(before.Keys, StringComparer.Ordinal).Select(name => new Growth(name, now.GetValueOrDefault(name), before.GetValueOrDefault(name)))
                .OrderByDescending(growth => Math.Max(growth.Now.Micros, growth.Before.Micros)).ThenBy(growth => growth.Name, StringComparer.Ordinal),
        ];
    }

    private static IReadOnlyList<FingerprintGrowth> Order(IEnumerable<FingerprintGrowth> list) =>
        [.. list.OrderByDescending(f => Math.Max(f.Now.Micros, f.Before.Micros)).ThenBy(f => f.Fingerprint, StringComparer.Ordinal)];

    private static IEnumerable<string> Doubts(KeptDay today, KeptDay other)
    {
        foreach (KeptDay day in (KeptDay[])[today, other])
        {
            if (day.Origin == DayOrigin.Seeded)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{day.Date:yyyy-MM-dd} is seeded: projected, not observed");
            }
        }

        if (today.Detail == DayDetail.Seconds && other.Detail == DayDetail.Seconds)
        {
            (int now, int before) = (DaySummary.Of(today).ActiveMinutes, DaySummary.Of(other).ActiveMinutes);
            if (Math.Abs(now - before) > 0.2 * Math.Max(now, before))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{today.Date:yyyy-MM-dd} has calls in {now} of its 1440 minutes, {other.Date:yyyy-MM-dd} in {before}: a part of a day beside more or less of one, so growth is not that of the traffic alone");
            }
        }
    }
}

/// <summary>A business, table or the whole: sums of the day and of the other one. Growth is a factor, null where the other day had none.</summary>
public record Growth(string Name, DayTotals Now, DayTotals Before)
{
    public double? Calls => Factor(Now.Calls, Before.Calls);

    public double? Rows => Factor(Now.Rows, Before.Rows);

    public double? Time => Factor(Now.Micros, Before.Micros);

    private static double? Factor(long now, long before) => before == 0 ? null : Math.Round((double)now / before, 4);
}

/// <summary>A fingerprint of a business in a database; its name is its text.</summary>
public sealed record FingerprintGrowth(string Name, string Fingerprint, string Database, string Business, IReadOnlyList<string> Tables, DayTotals Now, DayTotals Before)
    : Growth(Name, Now, Before)
{
    internal static FingerprintGrowth Of(DayFingerprint f, DayTotals now, DayTotals before) => new(f.Sql, f.Fingerprint, f.Database, f.Business, f.Tables, now, before);
}
