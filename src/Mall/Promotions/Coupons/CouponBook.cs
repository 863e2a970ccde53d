using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Promotions.Coupons;

/// <summary>Reads coupons: those to claim from the cache, a buyer's own always from the database.</summary>
internal sealed class CouponBook(
    [FromKeyedServices(PromotionsBusiness.Name)] SeawallDataSource db,
    [FromKeyedServices(PromotionsBusiness.Name)] BusinessCache cache,
    TimeProvider clock)
{
    private const int MostCoupons = 100;
    private static readonly TimeSpan TemplatesLifetime = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<CouponTemplate>> ClaimableAsync(long? shop, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var templates = await cache.GetAsync(shop is null ? "coupons" : $"coupons:{shop}", TemplatesLifetime, token => db.QueryAsync(
            """
            SELECT id, shop_id, title_zh, title_en, threshold_cents, minus_cents, total - taken, ends_at FROM coupon_templates
            WHERE shop_id IS NOT DISTINCT FROM $1 AND starts_at <= $2 AND ends_at > $2
            ORDER BY threshold_cents, id
            """,
            row => new CouponTemplate(
                row.GetInt64(0), ReadShop(row, 1), new(row.GetString(2), row.GetString(3)),
                new(row.GetInt64(4)), new(row.GetInt64(5)), row.GetInt32(6), row.GetFieldValue<DateTimeOffset>(7)),
            token, shop, now), ct);
        return [.. templates.Where(template => template.To > now)];
    }

    /// <summary>The newest hundred; a used one stays in the list.</summary>
    public async Task<IReadOnlyList<Coupon>> OfBuyerAsync(long buyer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.QueryAsync(
            """
            SELECT c.id, c.template_id, t.shop_id, t.title_zh, t.title_en, t.threshold_cents, t.minus_cents, c.status, t.ends_at
            FROM coupons AS c JOIN coupon_templates AS t ON t.id = c.template_id
            WHERE c.buyer_id = $1 ORDER BY c.id DESC LIMIT $2
            """,
            row => Read(row, now), ct, buyer, MostCoupons);
    }

    /// <summary>The buyer's coupon when it may be used now, or the order of this key has used it; null otherwise.</summary>
    public async Task<Coupon?> FindUsableAsync(long buyer, long coupon, Guid? key, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.FindAsync(
            """
            SELECT c.id, c.template_id, t.shop_id, t.title_zh, t.title_en, t.threshold_cents, t.minus_cents, c.status, t.ends_at
            FROM coupons AS c JOIN coupon_templates AS t ON t.id = c.template_id
            WHERE c.id = $1 AND c.buyer_id = $2 AND (c.order_key = $3::uuid OR c.status = 'Unused' AND t.starts_at <= $4 AND t.ends_at > $4)
            """,
            row => Read(row, now), ct, coupon, buyer, key, now);
    }

    internal static Coupon Read(DbDataReader row, DateTimeOffset now)
    {
        var to = row.GetFieldValue<DateTimeOffset>(8);
        var status = row.GetString(7) == nameof(CouponStatus.Used) ? CouponStatus.Used : to <= now ? CouponStatus.Expired : CouponStatus.Unused;
        return new Coupon(
            row.GetInt64(0), row.GetInt64(1), ReadShop(row, 2), new(row.GetString(3), row.GetString(4)),
            new(row.GetInt64(5)), new(row.GetInt64(6)), status, to);
    }

    private static long? ReadShop(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetInt64(at);
}
