using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Promotions;

namespace Seawall.Mall.Promotions.Coupons;

/// <summary>Uses coupons, each for one order at a time, and gives them back; every step compares and sets, so repeating it changes nothing.</summary>
internal sealed class CouponUses([FromKeyedServices(PromotionsBusiness.Name)] SeawallDataSource db, TimeProvider clock)
{
    public async Task<bool> UseAsync(CouponUse use, CancellationToken ct) =>
        await StepAsync(
            """
            UPDATE coupons AS c SET status = 'Used', order_key = $3 FROM coupon_templates AS t
            WHERE c.id = $1 AND c.buyer_id = $2 AND c.status = 'Unused' AND t.id = c.template_id AND t.starts_at <= $4 AND t.ends_at > $4
            """,
            "Used", use, ct)
        || await db.FindAsync(
            "SELECT true FROM coupons WHERE id = $1 AND buyer_id = $2 AND order_key = $3", row => row.GetBoolean(0), ct, use.Coupon, use.Buyer, use.Key);

    public Task ReturnAsync(CouponUse use, CancellationToken ct) => StepAsync(
        "UPDATE coupons SET status = 'Unused', order_key = NULL WHERE id = $1 AND buyer_id = $2 AND order_key = $3 AND claimed_at <= $4",
        "Returned", use, ct);

    private async Task<bool> StepAsync(string sql, string step, CouponUse use, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await connection.ExecuteAsync(sql, ct, use.Coupon, use.Buyer, use.Key, now) == 0)
            return false;
        await CouponJournal.WriteAsync(connection, use.Coupon, step, use.Key, device: null, now, ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
