using Seawall.Postgres.Sql;

namespace Seawall.Gate.Statistics;

/// <summary>What a fingerprint stands for.</summary>
internal sealed class StatementInfo(ulong fingerprint, StatementKind kind, string sql, string[] tables)
{
    public ulong Fingerprint { get; } = fingerprint;

    /// <summary>The kind of the strictest statement of the text.</summary>
    public StatementKind Kind { get; } = kind;

    /// <summary>The normalised text; a very long one is cut.</summary>
    public string Sql { get; } = sql;

    public string[] Tables { get; } = tables;

    /// <summary>Met again since the catalog last looked for one to forget.</summary>
    public bool IsWarm { get; set; }
}
