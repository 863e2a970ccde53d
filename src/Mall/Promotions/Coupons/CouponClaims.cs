using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Promotions;

namespace Seawall.Mall.Promotions.Coupons;

/// <summary>Gives coupons out: once per key, never more than there are, never more to one buyer than the template allows.</summary>
internal sealed class CouponClaims([FromKeyedServices(PromotionsBusiness.Name)] SeawallDataSource db, TimeProvider clock)
{
    private const int LongestDevice = 64;

    public async Task<ClaimResult> ClaimAsync(CouponClaim claim, CancellationToken ct)
    {
        if (await FindClaimedAsync(claim, ct) is { } earlier)
            return earlier;
        var result = await GiveAsync(claim, ct);
        // Refused, or another request with this key came first: that one's coupon is the answer.
        return result is { Outcome: ClaimOutcome.Claimed } ? result : await FindClaimedAsync(claim, ct) ?? result;
    }

    // Leaving without commit undoes everything.
    private async Task<ClaimResult> GiveAsync(CouponClaim claim, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // 1. One of the pile. The row stays locked to the end, so whoever claims of the same template is counted below.
        var perBuyer = await connection.FindAsync(
            """
            UPDATE coupon_templates SET taken = taken + 1
            WHERE id = $1 AND taken + 1 <= total AND starts_at <= $2 AND ends_at > $2
            RETURNING per_buyer
            """,
            row => row.GetInt32(0), ct, claim.Template, now);
        if (perBuyer == 0)
            return new ClaimResult(await WhyNotAsync(connection, claim.Template, now, ct));
        // 2. The buyer's own limit.
        var has = await connection.FindAsync(
            "SELECT count(*) FROM coupons WHERE template_id = $1 AND buyer_id = $2", row => row.GetInt64(0), ct, claim.Template, claim.Buyer);
        if (has >= perBuyer)
            return new ClaimResult(ClaimOutcome.LimitReached);
        // 3. The coupon; nothing is written when the key was used for another one meanwhile.
        var id = await connection.FindAsync(
            """
            INSERT INTO coupons (template_id, buyer_id, claim_key, status, claimed_at) VALUES ($1, $2, $3, 'Unused', $4)
            ON CONFLICT (buyer_id, claim_key) DO NOTHING
            RETURNING id
            """,
            row => row.GetInt64(0), ct, claim.Template, claim.Buyer, claim.Key, now);
        if (id == 0)
            return new ClaimResult(ClaimOutcome.LimitReached);
        await CouponJournal.WriteAsync(connection, id, "Claimed", claim.Key, Device(claim), now, ct);
        var coupon = await FindAsync(connection, claim, now, ct);
        await transaction.CommitAsync(ct);
        return new ClaimResult(ClaimOutcome.Claimed, coupon);
    }

    private async Task<ClaimResult?> FindClaimedAsync(CouponClaim claim, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await FindAsync(connection, claim, clock.GetUtcNow(), ct) is { } coupon ? new ClaimResult(ClaimOutcome.Claimed, coupon) : null;
    }

    private static Task<Coupon?> FindAsync(DbConnection connection, CouponClaim claim, DateTimeOffset now, CancellationToken ct) => connection.FindAsync(
        """
        SELECT c.id, c.template_id, t.shop_id, t.title_zh, t.title_en, t.threshold_cents, t.minus_cents, c.status, t.ends_at
        FROM coupons AS c JOIN coupon_templates AS t ON t.id = c.template_id
        WHERE c.buyer_id = $1 AND c.claim_key = $2
        """,
        row => CouponBook.Read(row, now), ct, claim.Buyer, claim.Key);

    private static async Task<ClaimOutcome> WhyNotAsync(DbConnection connection, long template, DateTimeOffset now, CancellationToken ct) =>
        await connection.FindAsync(
            "SELECT true FROM coupon_templates WHERE id = $1 AND starts_at <= $2 AND ends_at > $2", row => row.GetBoolean(0), ct, template, now)
            ? ClaimOutcome.SoldOut
            : ClaimOutcome.UnknownCoupon;

    private static string? Device(CouponClaim claim) => claim.Device is { Length: > LongestDevice } device ? device[..LongestDevice] : claim.Device;
}
