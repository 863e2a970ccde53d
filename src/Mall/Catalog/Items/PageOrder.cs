using System.Data.Common;
using System.Globalization;
using Seawall.Mall.Contracts.Catalog;

namespace Seawall.Mall.Catalog.Items;

/// <summary>One order of a list: its SQL by category, by search and by shop, its start, and how a row becomes the next page's cursor.</summary>
/// <remarks>Pages continue after the last row seen (keyset), so page 1000 costs what page 1 costs and nothing is shown twice.</remarks>
internal sealed record PageOrder(string ByCategory, string BySearch, string ByShop, long FirstKey, long FirstId, Func<ItemCard, long> Key)
{
    private const string Columns = "i.id, i.picture, i.name_zh, i.name_en, i.price_cents, i.sold, i.shop_id";

    private static readonly PageOrder Hot = Create("(i.sold, i.id) < ($2, $3)", "i.sold DESC, i.id DESC", int.MaxValue, long.MaxValue, item => item.Sold);
    private static readonly PageOrder PriceUp = Create("(i.price_cents, i.id) > ($2, $3)", "i.price_cents, i.id", -1, -1, item => item.Price.Value);
    private static readonly PageOrder PriceDown =
        Create("(i.price_cents, i.id) < ($2, $3)", "i.price_cents DESC, i.id DESC", long.MaxValue, long.MaxValue, item => item.Price.Value);
    private static readonly PageOrder Newest = Create("i.id < $3 AND $2 >= 0", "i.id DESC", long.MaxValue, long.MaxValue, item => item.Id);

    public static PageOrder Of(ItemSort sort) => sort switch
    {
        ItemSort.PriceUp => PriceUp,
        ItemSort.PriceDown => PriceDown,
        ItemSort.Newest => Newest,
        _ => Hot,
    };

    /// <summary>Where to go on; a cursor that is none of ours starts anew.</summary>
    public (long Key, long Id) Start(string? after)
    {
        var text = after.AsSpan();
        var dash = text.IndexOf('-');
        return dash > 0
            && long.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            && long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? (key, id)
                : (FirstKey, FirstId);
    }

    public string Cursor(ItemCard last) => string.Create(CultureInfo.InvariantCulture, $"{Key(last)}-{last.Id}");

    public static ItemCard ReadCard(DbDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), new(row.GetString(2), row.GetString(3)), new(row.GetInt64(4)), row.GetInt32(5), row.GetInt64(6));

    private static PageOrder Create(string after, string order, long firstKey, long firstId, Func<ItemCard, long> key) => new(
        $"""
        SELECT {Columns} FROM items AS i
        WHERE i.category_id = (SELECT id FROM categories WHERE slug = $1) AND i.on_sale AND {after}
        ORDER BY {order} LIMIT $4
        """,
        $"""
        SELECT {Columns} FROM items AS i
        WHERE i.search @@ $1::tsquery AND i.on_sale AND {after}
        ORDER BY {order} LIMIT $4
        """,
        $"""
        SELECT {Columns} FROM items AS i
        WHERE i.shop_id = $1 AND i.on_sale AND {after}
        ORDER BY {order} LIMIT $4
        """,
        firstKey, firstId, key);
}
