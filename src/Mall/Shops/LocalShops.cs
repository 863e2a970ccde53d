using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Shops.Followers;
using Seawall.Mall.Shops.Pages;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Shops;

/// <summary>The business as its own process, or its host, calls it: reads through the cache, writes to the database.</summary>
internal sealed class LocalShops(
    [FromKeyedServices(ShopsBusiness.Name)] SeawallDataSource db,
    [FromKeyedServices(ShopsBusiness.Name)] BusinessCache cache,
    ShopFollowers followers,
    PagePublisher publisher) : IShops
{
    private const int MostShops = 100;
    private const int LongestSlug = 40;
    private const string Card = "s.id, s.picture, s.name_zh, s.name_en, s.category_slug, s.followers, s.opened_on";

    private static readonly TimeSpan ListLifetime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShopLifetime = TimeSpan.FromSeconds(60);

    public Task<ShopPage> ListAsync(ShopQuery query, CancellationToken ct)
    {
        if (query.CategorySlug is { Length: > LongestSlug })
            return Task.FromResult(new ShopPage([], null));
        var count = Math.Clamp(query.Count, 1, MostShops);
        var start = ShopCursor.Parse(query.After);
        return cache.GetAsync(
            $"list:{query.CategorySlug}:{start}:{count}", ListLifetime, token => ReadPageAsync(query.CategorySlug, start, count, token), ct);
    }

    public async Task<IReadOnlyList<ShopCard>> ShopsAsync(IReadOnlyList<long> ids, CancellationToken ct)
    {
        var asked = ids.Distinct().Take(MostShops).ToArray();
        var found = await cache.GetManyAsync("card:", asked, ShopLifetime, ReadCardsAsync, ct);
        return [.. asked.Where(found.ContainsKey).Select(id => found[id])];
    }

    public Task<Shop?> FindAsync(long shop, CancellationToken ct) => cache.GetAsync(ShopKey(shop), ShopLifetime, token => ReadShopAsync(shop, token), ct);

    public Task<bool> FollowsAsync(long buyer, long shop, CancellationToken ct) => followers.HasAsync(shop, buyer, ct);

    public async Task<bool> FollowAsync(long buyer, long shop, bool follow, CancellationToken ct)
    {
        var done = follow ? await followers.AddAsync(shop, buyer, ct) : await followers.RemoveAsync(shop, buyer, ct);
        await ForgetAsync(shop, ct);
        return done;
    }

    public async Task<PublishPageResult> PublishAsync(long buyer, long shop, IReadOnlyList<PageSection> sections, CancellationToken ct)
    {
        if (!ShopsFeatures.Publish.IsOn)
            return new PublishPageResult(null, ["publishing rests for a while; the former page stays up"]);
        var result = await publisher.PublishAsync(buyer, shop, sections, ct);
        if (result.Version is not null)
            await ForgetAsync(shop, ct);
        return result;
    }

    private static string ShopKey(long shop) => string.Create(CultureInfo.InvariantCulture, $"shop:{shop}");

    private Task ForgetAsync(long shop, CancellationToken ct) =>
        cache.RemoveAsync([ShopKey(shop), string.Create(CultureInfo.InvariantCulture, $"card:{shop}")], ct);

    private async Task<ShopPage> ReadPageAsync(string? category, ShopCursor start, int count, CancellationToken ct)
    {
        var shops = category is null
            ? await db.QueryAsync(
                $"""
                SELECT {Card} FROM shops AS s WHERE s.open AND (s.followers, s.id) < ($1, $2)
                ORDER BY s.followers DESC, s.id DESC LIMIT $3
                """,
                ReadCard, ct, start.Followers, start.Id, count + 1)
            : await db.QueryAsync(
                $"""
                SELECT {Card} FROM shops AS s WHERE s.category_slug = $1 AND s.open AND (s.followers, s.id) < ($2, $3)
                ORDER BY s.followers DESC, s.id DESC LIMIT $4
                """,
                ReadCard, ct, category, start.Followers, start.Id, count + 1);
        if (shops.Count <= count)
            return new ShopPage(shops, null);
        shops.RemoveAt(count);
        return new ShopPage(shops, ShopCursor.After(shops[^1]).ToString());
    }

    private async Task<IReadOnlyDictionary<long, ShopCard>> ReadCardsAsync(IReadOnlyList<long> ids, CancellationToken ct)
    {
        var cards = await db.QueryAsync($"SELECT {Card} FROM shops AS s WHERE s.id = ANY ($1) AND s.open", ReadCard, ct, ids.ToArray());
        return cards.ToDictionary(card => card.Id);
    }

    private Task<Shop?> ReadShopAsync(long shop, CancellationToken ct) => db.FindAsync(
        $"""
        SELECT {Card}, s.about_zh, s.about_en, p.version, p.sections
        FROM shops AS s LEFT JOIN pages AS p ON p.shop_id = s.id AND p.state = 'PUBLISHED'
        WHERE s.id = $1 AND s.open
        """,
        row => new Shop(
            ReadCard(row),
            new(row.GetString(7), row.GetString(8)),
            row.IsDBNull(9) ? 0 : row.GetInt32(9),
            row.IsDBNull(10) ? [] : JsonSerializer.Deserialize<IReadOnlyList<PageSection>>(row.GetString(10), ContractJson.Options)!),
        ct, shop);

    private static ShopCard ReadCard(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), new(row.GetString(2), row.GetString(3)), row.GetString(4), row.GetInt32(5), row.GetFieldValue<DateOnly>(6));
}
