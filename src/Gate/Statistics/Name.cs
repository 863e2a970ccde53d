namespace Seawall.Gate.Statistics;

/// <summary>A business, role or caller, held once a ledger so that it compares by reference and number.</summary>
internal sealed class Name(int id, byte[] utf8, string text)
{
    public int Id { get; } = id;

    public byte[] Utf8 { get; } = utf8;

    public string Text { get; } = text;
}
