namespace Seawall.Lab.Digests;

/// <summary>One fingerprint met in a log: its normalised text, its tables, and what the analysis said of it once.</summary>
internal sealed class Digest
{
    public required int Index { get; init; }
    public required ulong Fingerprint { get; init; }
    public required string Sql { get; init; }
    public required bool ReadOnly { get; init; }
    public required TouchedTable[] Tables { get; init; }
}

/// <summary>A table a statement touches, by its number in the <see cref="DigestTable"/>.</summary>
internal readonly record struct TouchedTable(int Table, bool Written);
