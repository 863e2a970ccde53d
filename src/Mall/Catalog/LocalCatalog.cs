using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Catalog.Items;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Catalog;

/// <summary>
/// The business as its own process, or its host, calls it: from the database, with what many look at kept for seconds.
/// <see cref="ItemsAsync"/>, whose prices orders are made of, and searches, whose words anyone makes up, are never kept.
/// </summary>
internal sealed class LocalCatalog(
    [FromKeyedServices(CatalogBusiness.Name)] SeawallDataSource db, [FromKeyedServices(CatalogBusiness.Name)] BusinessCache cache) : ICatalog
{
    private static readonly TimeSpan _categoriesLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _listLife = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _itemLife = TimeSpan.FromSeconds(10);

    private const int MostItems = 100;
    private const int SimilarItems = 6;

    public Task<IReadOnlyList<Category>> CategoriesAsync(CancellationToken ct) =>
        cache.GetAsync<IReadOnlyList<Category>>("categories", _categoriesLife, async token =>
            await db.QueryAsync("SELECT id, slug, name_zh, name_en FROM categories ORDER BY position", row => ReadCategory(row, 0), token), ct);

    public Task<IReadOnlyList<ItemCard>> HotAsync(int count, CancellationToken ct)
    {
        count = Math.Clamp(count, 1, MostItems);
        return cache.GetAsync<IReadOnlyList<ItemCard>>($"hot:{count}", _listLife, async token =>
            await db.QueryAsync(
                """
                SELECT id, picture, name_zh, name_en, price_cents, sold, shop_id FROM items
                WHERE on_sale ORDER BY sold DESC, id DESC LIMIT $1
                """,
                PageOrder.ReadCard, token, count), ct);
    }

    public Task<ItemPage> ListAsync(ListQuery query, CancellationToken ct)
    {
        var order = PageOrder.Of(query.Sort);
        return FirstPageAsync(
            query.After is null ? $"list:{query.CategorySlug}:{query.Sort}:{query.Count}" : null,
            token => PageAsync(order, order.ByCategory, query.CategorySlug, query.After, query.Count, token), ct);
    }

    public async Task<ItemPage> SearchAsync(SearchQuery query, CancellationToken ct)
    {
        if (SearchWords.ToTsQuery(query.Words) is not { } words)
            return new ItemPage([], null);
        var order = PageOrder.Of(query.Sort);
        return await PageAsync(order, order.BySearch, words, query.After, query.Count, ct);
    }

    public Task<ItemPage> ShopItemsAsync(ShopItemsQuery query, CancellationToken ct)
    {
        var order = PageOrder.Of(query.Sort);
        return FirstPageAsync(
            query.After is null ? $"shop:{query.ShopId}:{query.Sort}:{query.Count}" : null,
            token => PageAsync(order, order.ByShop, query.ShopId, query.After, query.Count, token), ct);
    }

    public Task<ItemDetail?> FindItemAsync(long id, CancellationToken ct) => CatalogFeatures.Similar.IsOn
        ? cache.GetAsync($"item:{id}", _itemLife, token => LoadItemAsync(id, withSimilar: true, token), ct)
        : cache.GetAsync($"item:{id}:alone", _itemLife, token => LoadItemAsync(id, withSimilar: false, token), ct);

    public async Task<IReadOnlyList<ItemCard>> ItemsAsync(IReadOnlyList<long> ids, CancellationToken ct) =>
        await db.QueryAsync(
            "SELECT id, picture, name_zh, name_en, price_cents, sold, shop_id FROM items WHERE id = ANY ($1) AND on_sale",
            PageOrder.ReadCard, ct, ids.Take(MostItems).ToArray());

    private async Task<ItemDetail?> LoadItemAsync(long id, bool withSimilar, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var found = await connection.FindAsync(
            """
            SELECT i.id, i.picture, i.name_zh, i.name_en, i.price_cents, i.sold, i.shop_id, i.description_zh, i.description_en,
                   c.id, c.slug, c.name_zh, c.name_en
            FROM items AS i JOIN categories AS c ON c.id = i.category_id
            WHERE i.id = $1 AND i.on_sale
            """,
            row => new ItemDetail(PageOrder.ReadCard(row), ReadCategory(row, 9), new(row.GetString(7), row.GetString(8)), []),
            ct, id);
        if (found is null || !withSimilar)
            return found;
        var similar = await connection.QueryAsync(
            """
            SELECT id, picture, name_zh, name_en, price_cents, sold, shop_id FROM items
            WHERE category_id = $1 AND on_sale AND id <> $2
            ORDER BY sold DESC, id DESC LIMIT $3
            """,
            PageOrder.ReadCard, ct, found.Category.Id, id, SimilarItems);
        return found with { Similar = similar };
    }

    /// <summary>First pages are looked at most, and kept; the rest of a list is not.</summary>
    private Task<ItemPage> FirstPageAsync(string? key, Func<CancellationToken, Task<ItemPage>> load, CancellationToken ct) =>
        key is null ? load(ct) : cache.GetAsync(key, _listLife, load, ct);

    private async Task<ItemPage> PageAsync(PageOrder order, string sql, object what, string? after, int count, CancellationToken ct)
    {
        count = Math.Clamp(count, 1, MostItems);
        var (key, id) = order.Start(after);
        var items = await db.QueryAsync(sql, PageOrder.ReadCard, ct, what, key, id, count + 1);
        if (items.Count <= count)
            return new ItemPage(items, null);
        items.RemoveAt(count);
        return new ItemPage(items, order.Cursor(items[^1]));
    }

    private static Category ReadCategory(DbDataReader row, int at) =>
        new(row.GetInt32(at), row.GetString(at + 1), new(row.GetString(at + 2), row.GetString(at + 3)));
}
