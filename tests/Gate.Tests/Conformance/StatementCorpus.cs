namespace Seawall.Gate.Tests.Conformance;

/// <summary>Statements of every kind, generated and written by hand; each text stands in it once.</summary>
internal static class StatementCorpus
{
    public static IReadOnlyList<Statement> All { get; } =
    [
        .. WrittenStatements.All
            .Concat(TypeStatements.All)
            .Concat(ErrorStatements.All)
            .Concat(TextStatements.All)
            .Concat(CopyStatements.All)
            .Concat(CombinedStatements.All)
            .DistinctBy(statement => statement.Sql, StringComparer.Ordinal),
    ];
}
