using Seawall.Client.Gates;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Rules;

/// <summary>What of a match is the same for every call of a statement by one who is who he is; worked out once for each.</summary>
internal static class StaticMatch
{
    public static bool Means(RuleMatch match, SessionIdentity session, Name business, StatementText statement)
    {
        var shape = statement.Shape;
        return match.Business.Means(business.Text)
            && match.Role.Means(statement.Role.Text)
            && match.Caller.Means(statement.Caller.Text)
            && match.Login.Means(session.Login.Text)
            && match.Database.Means(session.Database.Text)
            && (match.Mark is not { } mark || mark == statement.Mark.Utf8.Length > 0)
            && (match.Fingerprint.Count == 0 || match.Fingerprint.Contains(statement.Info.Fingerprint))
            && (match.Kind.IsAny || match.Kind.Means(statement.Info.Kind.ToString().ToLowerInvariant()))
            && (match.NoWhere is not { } noWhere || noWhere == shape.NoWhere)
            && (match.NoLimit is not { } noLimit || noLimit == shape.NoLimit)
            && (match.LeadingWildcard is not { } wildcard || wildcard == shape.LeadingWildcard)
            && shape.Joins >= match.JoinsAtLeast
            && MeansTable(match.Table, statement.Info.Tables, session.Login.Text);
    }

    // A list means a statement that touches one of its tables; one of exceptions means a statement that touches none.
    private static bool MeansTable(NameList tables, string[] touched, string login) =>
        tables.IsAny || touched.Any(table => tables.Names.Any(name => Is(name, table, login))) != tables.IsExcept;

    /// <summary>Whether a name of a rule means a table as a statement writes it.</summary>
    internal static bool Is(string name, string table, string login)
    {
        if (name == table)
            return true;
        var dot = name.LastIndexOf('.');
        if (dot < 0)
            return table.EndsWith(name, StringComparison.Ordinal) && table.Length > name.Length && table[^(name.Length + 1)] == '.';
        var isWhole = name.EndsWith(".*", StringComparison.Ordinal);
        if (table.Contains('.', StringComparison.Ordinal))
            return isWhole && table.StartsWith(name.AsSpan(0, dot + 1), StringComparison.Ordinal);
        return name.AsSpan(0, dot).SequenceEqual(login) && (isWhole || name.AsSpan(dot + 1).SequenceEqual(table));
    }
}
