namespace Seawall.Gate.Statistics;

/// <summary>What a fingerprint stands for.</summary>
internal sealed class StatementInfo(int id, ulong fingerprint, string sql, string[] tables)
{
    public int Id { get; } = id;

    public ulong Fingerprint { get; } = fingerprint;

    /// <summary>The normalised text.</summary>
    public string Sql { get; } = sql;

    public string[] Tables { get; } = tables;
}
