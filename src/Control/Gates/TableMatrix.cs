using Seawall.Control.Statements;

namespace Seawall.Control.Gates;

/// <summary>Who touches whose tables: calls and time by table and business, from the gates' statistics.</summary>
public sealed record TableMatrix(IReadOnlyList<string> Tables, IReadOnlyList<string> Businesses, IReadOnlyDictionary<(string Table, string Business), TableUse> Cells)
{
    /// <summary>Tables shown, those with most time first.</summary>
    public const int Most = 100;

    /// <summary>How many cells are of a table in another business's schema.</summary>
    public int Foreign => Cells.Values.Count(cell => cell.IsForeign);

    public TableUse? Find(string table, string business) => Cells.GetValueOrDefault((table, business));

    /// <summary>A statement that names several tables counts for each of them.</summary>
    public static TableMatrix Of(IReadOnlyList<StatementUse> uses)
    {
        var businesses = uses.Select(use => use.Business).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var known = businesses.ToHashSet(StringComparer.Ordinal);
        var cells = new Dictionary<(string, string), TableUse>();
        foreach (var use in uses.Where(use => use.Business.Length > 0))
        {
            foreach (var table in use.Tables)
            {
                var former = cells.GetValueOrDefault((table, use.Business)) ?? new TableUse(0, 0, 0, IsForeign(table, use.Business, known));
                cells[(table, use.Business)] = former with { Calls = former.Calls + use.Latency.Count, Micros = former.Micros + use.Latency.Sum, Errors = former.Errors + use.Errors };
            }
        }
        var tables = cells.GroupBy(cell => cell.Key.Item1, StringComparer.Ordinal).OrderByDescending(table => table.Sum(cell => cell.Value.Micros)).Take(Most).Select(table => table.Key).ToArray();
        return new TableMatrix(tables, businesses, cells);
    }

    // A table without a schema is found by the login's own search path.
    private static bool IsForeign(string table, string business, HashSet<string> known)
    {
        var dot = table.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && table[..dot] is var schema && schema != business && known.Contains(schema);
    }
}

/// <summary>What one business did with one table; time in microseconds.</summary>
/// <param name="IsForeign">Whether the table lies in another business's schema.</param>
public sealed record TableUse(long Calls, long Micros, long Errors, bool IsForeign);
