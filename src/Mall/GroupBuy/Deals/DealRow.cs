using System.Data.Common;
using Seawall.Mall.Contracts.GroupBuy;

namespace Seawall.Mall.GroupBuy.Deals;

/// <summary>How a deal is read: its columns, of the table called <c>d</c>, and the card they make.</summary>
internal static class DealRow
{
    public const string Columns =
        "d.id, d.item_id, d.picture, d.name_zh, d.name_en, d.list_price_cents, d.group_price_cents, d.size, d.sold, d.ends_at";

    /// <summary>The first column after <see cref="Columns"/>.</summary>
    public const int Next = 10;

    public static DealCard Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), new(row.GetString(3), row.GetString(4)), new(row.GetInt64(5)), new(row.GetInt64(6)),
        row.GetInt32(7), row.GetInt32(8), row.GetFieldValue<DateTimeOffset>(9));
}
