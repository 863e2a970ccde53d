using System.IO.Hashing;

namespace Seawall.Gate.Statistics;

/// <summary>A business, role or caller, held once a ledger so that it compares by reference and number.</summary>
internal sealed class Name(int id, byte[] utf8, string text)
{
    public int Id { get; } = id;

    public byte[] Utf8 { get; } = utf8;

    public string Text { get; } = text;

    /// <summary>The same in every ledger and after every start.</summary>
    public ulong Hash { get; } = XxHash3.HashToUInt64(utf8);
}
