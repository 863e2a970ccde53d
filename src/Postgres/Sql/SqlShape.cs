namespace Seawall.Postgres.Sql;

/// <summary>
/// What the form of a text tells of its cost; of several statements the worst each. It looks at the outermost SELECT whose FROM names a table itself, and at every
/// UPDATE and DELETE; what is not seen for sure is not said.
/// </summary>
/// <param name="NoWhere">An UPDATE or a DELETE, or a SELECT of a table, without WHERE.</param>
/// <param name="NoLimit">A SELECT of a table with neither LIMIT nor FETCH FIRST; LIMIT ALL is none.</param>
/// <param name="LeadingWildcard">LIKE, ILIKE or their operators before a pattern in the text that begins with % or _. Of a bound pattern nothing is known.</param>
/// <param name="Joins">How many tables are joined to others, by JOIN or comma, at any depth; 255 stands for more too.</param>
public readonly record struct SqlShape(bool NoWhere, bool NoLimit, bool LeadingWildcard, byte Joins)
{
    /// <summary>All of it as a number, equal for equal shapes.</summary>
    public int Bits => (NoWhere ? 1 : 0) | (NoLimit ? 2 : 0) | (LeadingWildcard ? 4 : 0) | (Joins << 3);

    /// <summary>The worst of two statements.</summary>
    public SqlShape With(SqlShape other) =>
        new(NoWhere || other.NoWhere, NoLimit || other.NoLimit, LeadingWildcard || other.LeadingWildcard, Math.Max(Joins, other.Joins));
}
