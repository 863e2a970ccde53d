namespace Seawall.Postgres.Sql;

/// <summary>What is kept of an analysed statement when its text and tables are not needed.</summary>
public readonly record struct StatementFacts(ulong Fingerprint, StatementKind Kind, bool ReadOnly, int StatementCount);
