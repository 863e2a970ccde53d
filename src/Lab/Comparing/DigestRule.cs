using System.Text;
using Seawall.Lab.Packing;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Comparing;

/// <summary>How the outcomes of one fingerprint are compared; decided once, before the run.</summary>
/// <param name="Chance">Why its rows are not compared; none when they are.</param>
/// <param name="Writes">It changes data: what is compared is how many rows it changed.</param>
/// <param name="OrderIsTotal">No two rows of its result are equal in its ORDER BY, so that their order is compared too.</param>
/// <param name="TiesAtLimit">LIMIT after an ORDER BY that is not known to be total: equals at the edge may come or stay away.</param>
/// <param name="Reads">Tables it reads, by name.</param>
/// <param name="WritesTo">Tables it changes, by name.</param>
internal sealed record DigestRule(Chance Chance, bool Writes, bool OrderIsTotal, bool TiesAtLimit, IReadOnlyList<string> Reads, IReadOnlyList<string> WritesTo)
{
    /// <summary>One rule for each of the manifest's fingerprints.</summary>
    public static DigestRule[] All(Manifest manifest, TargetCatalog catalog)
    {
        var analyzer = new StatementAnalyzer();
        DigestRule[] prepared = [.. PreparedTexts(manifest).Select(text => Of(Encoding.UTF8.GetBytes(text), analyzer, catalog))];
        return [.. manifest.Digests.Select(d => Of(Encoding.UTF8.GetBytes(d.Sql), analyzer, catalog) is var rule && IsExecute(d.Sql) ? AnyOf(prepared) : rule)];
    }

    /// <summary>Functions that the statements call, for the target to judge.</summary>
    public static IReadOnlyCollection<string> Functions(Manifest manifest) =>
    [
        .. manifest.Digests.Select(d => d.Sql).Concat(PreparedTexts(manifest))
            .SelectMany(sql => StatementShape.Of(Encoding.UTF8.GetBytes(sql)).Functions)
            .Distinct(StringComparer.Ordinal),
    ];

    public static DigestRule Of(ReadOnlySpan<byte> sql, StatementAnalyzer analyzer, TargetCatalog catalog)
    {
        analyzer.Analyze(sql);
        var shape = StatementShape.Of(sql);
        var reads = new List<string>();
        var writes = new List<string>();
        for (int i = 0; i < analyzer.TableCount; i++)
        {
            (analyzer.TableIsWritten(i) ? writes : reads).Add(Encoding.UTF8.GetString(analyzer.Table(i)));
        }

        bool changes = !analyzer.IsReadOnly && (writes.Count > 0 || analyzer.Kind is StatementKind.Call or StatementKind.Do);
        bool atMostOne = HasKey(shape, shape.EqualColumns.Contains, reads, catalog);
        bool total = atMostOne || (shape.HasOrderBy && (shape.HasGroupBy
            ? shape.GroupBy.Count > 0 && shape.GroupBy.All(c => shape.OrderBy.Contains(c, StringComparer.Ordinal))
            : HasKey(shape, c => shape.OrderBy.Contains(c, StringComparer.Ordinal), reads, catalog)));
        Chance chance = shape.Chance;
        if (chance == Chance.None && shape.LimitsWithoutOrder && !atMostOne)
        {
            chance = Chance.NoOrder;
        }

        if (chance == Chance.None && shape.Functions.Any(catalog.VolatileFunctions.Contains))
        {
            chance = Chance.VolatileFunction;
        }

        return new DigestRule(chance, changes, total, shape.HasLimit && shape.HasOrderBy && !total, reads, writes);
    }

    private static bool HasKey(StatementShape shape, Predicate<string> has, List<string> reads, TargetCatalog catalog) =>
        shape.ReadsOneTable && reads.Count == 1 && catalog.UniqueKeys.TryGetValue(reads[0], out IReadOnlyList<string[]>? keys) && keys.Any(key => Array.TrueForAll(key, has));

    /// <summary>Texts of SQL-level PREPARE. An EXECUTE's fingerprint does not name its statement, so it may be any of them.</summary>
    private static IEnumerable<string> PreparedTexts(Manifest manifest) =>
        manifest.States.SelectMany(s => s.Statements).Concat(manifest.Digests.Select(d => d.Sql))
            .Where(sql => sql.StartsWith("prepare ", StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal);

    private static bool IsExecute(string sql) => sql.StartsWith("execute ", StringComparison.OrdinalIgnoreCase);

    private static DigestRule AnyOf(DigestRule[] prepared) => new(
        prepared.Select(p => p.Chance).FirstOrDefault(c => c != Chance.None),
        prepared.Any(p => p.Writes),
        prepared.All(p => p.OrderIsTotal),
        prepared.Any(p => p.TiesAtLimit),
        [.. prepared.SelectMany(p => p.Reads).Distinct(StringComparer.Ordinal)],
        [.. prepared.SelectMany(p => p.WritesTo).Distinct(StringComparer.Ordinal)]);
}
