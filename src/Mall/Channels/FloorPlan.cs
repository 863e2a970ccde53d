using System.Data.Common;
using Seawall.Mall.Contracts;
using Seawall.Mall.Contracts.Catalog;

namespace Seawall.Mall.Channels;

/// <summary>A floor as it is kept: <paramref name="Picks"/> chosen by hand or, when null, a rule.</summary>
internal sealed record FloorPlan(LocalText Title, string Style, long[]? Picks, FloorRule? Rule)
{
    public const string Columns = "title_zh, title_en, style, item_ids, rule_category, rule_sort, rule_count";

    public static FloorPlan Read(DbDataReader row) => new(
        new(row.GetString(0), row.GetString(1)),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetFieldValue<long[]>(3),
        row.IsDBNull(4) ? null : new(row.GetString(4), Enum.Parse<ItemSort>(row.GetString(5)), row.GetInt32(6)));
}

/// <summary>The first items of a category in an order.</summary>
internal sealed record FloorRule(string CategorySlug, ItemSort Sort, int Count);
