using System.Globalization;
using Seawall.Mall.Contracts.Shops;

namespace Seawall.Mall.Shops;

/// <summary>Where a list of shops goes on: after the last shop seen, most followed first.</summary>
internal sealed record ShopCursor(int Followers, long Id)
{
    private static readonly ShopCursor Start = new(int.MaxValue, long.MaxValue);

    public static ShopCursor After(ShopCard last) => new(last.Followers, last.Id);

    /// <summary>A cursor that is none of ours starts anew.</summary>
    public static ShopCursor Parse(string? text)
    {
        var cursor = text.AsSpan();
        var dash = cursor.IndexOf('-');
        return dash > 0
            && int.TryParse(cursor[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var followers)
            && long.TryParse(cursor[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new(followers, id)
                : Start;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Followers}-{Id}");
}
