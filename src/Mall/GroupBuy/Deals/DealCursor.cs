using System.Globalization;
using Seawall.Mall.Contracts.GroupBuy;

namespace Seawall.Mall.GroupBuy.Deals;

/// <summary>The last deal a page showed, after which the next goes on (keyset).</summary>
internal readonly record struct DealCursor(int Sold, long Id)
{
    private static readonly DealCursor First = new(int.MaxValue, long.MaxValue);

    public static DealCursor After(DealCard last) => new(last.Sold, last.Id);

    /// <summary>A text that is none of ours starts anew.</summary>
    public static DealCursor Parse(string? text)
    {
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return dash > 0
            && int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var sold)
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new(sold, id)
                : First;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sold}-{Id}");
}
