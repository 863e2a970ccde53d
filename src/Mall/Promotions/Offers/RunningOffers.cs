using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Promotions.Offers;

/// <summary>The item discounts and shop offers that run now. A page and the price of a cart read the same cached ones, so they agree.</summary>
internal sealed class RunningOffers(
    [FromKeyedServices(PromotionsBusiness.Name)] SeawallDataSource db,
    [FromKeyedServices(PromotionsBusiness.Name)] BusinessCache cache,
    TimeProvider clock)
{
    private static readonly TimeSpan ItemOffersLifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShopOffersLifetime = TimeSpan.FromSeconds(20);

    /// <summary>The lowest running discount of each item that has one.</summary>
    public async Task<IReadOnlyList<ItemOffer>> OfItemsAsync(IReadOnlyCollection<long> items, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = await cache.GetManyAsync("item-offers", items, ItemOffersLifetime, LoadItemOffersAsync, ct);
        return
        [
            .. found.Values
                .Select(offers => offers.Where(offer => offer.To > now).MinBy(offer => offer.Price))
                .OfType<ItemOffer>()
                .OrderBy(offer => offer.ItemId),
        ];
    }

    /// <summary>The running offers of the shops, by shop and then lowest threshold first.</summary>
    public async Task<IReadOnlyList<ShopOffer>> OfShopsAsync(IReadOnlyCollection<long> shops, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = await cache.GetManyAsync("shop-offers", shops, ShopOffersLifetime, LoadShopOffersAsync, ct);
        return [.. found.OrderBy(shop => shop.Key).SelectMany(shop => shop.Value).Where(offer => offer.To > now)];
    }

    // Most items have no discount, and that is worth remembering too: every id asked for gets an entry.
    private async Task<IReadOnlyDictionary<long, ItemOffer[]>> LoadItemOffersAsync(IReadOnlyList<long> items, CancellationToken ct)
    {
        var offers = (await db.QueryAsync(
            """
            SELECT item_id, price_cents, label_zh, label_en, ends_at FROM item_offers
            WHERE item_id = ANY ($1) AND starts_at <= $2 AND ends_at > $2
            ORDER BY item_id, price_cents, id
            """,
            row => new ItemOffer(row.GetInt64(0), new(row.GetInt64(1)), new(row.GetString(2), row.GetString(3)), row.GetFieldValue<DateTimeOffset>(4)),
            ct, items.ToArray(), clock.GetUtcNow())).ToLookup(offer => offer.ItemId);
        return items.Distinct().ToDictionary(item => item, item => offers[item].ToArray());
    }

    private async Task<IReadOnlyDictionary<long, ShopOffer[]>> LoadShopOffersAsync(IReadOnlyList<long> shops, CancellationToken ct)
    {
        var offers = (await db.QueryAsync(
            """
            SELECT id, shop_id, threshold_cents, minus_cents, ends_at FROM shop_offers
            WHERE shop_id = ANY ($1) AND starts_at <= $2 AND ends_at > $2
            ORDER BY shop_id, threshold_cents, id
            """,
            row => new ShopOffer(row.GetInt64(0), row.GetInt64(1), new(row.GetInt64(2)), new(row.GetInt64(3)), row.GetFieldValue<DateTimeOffset>(4)),
            ct, shops.ToArray(), clock.GetUtcNow())).ToLookup(offer => offer.ShopId);
        return shops.Distinct().ToDictionary(shop => shop, shop => offers[shop].ToArray());
    }
}
