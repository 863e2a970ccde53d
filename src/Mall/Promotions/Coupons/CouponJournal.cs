using System.Data.Common;
using Seawall.Client.Sql;

namespace Seawall.Mall.Promotions.Coupons;

/// <summary>Writes what happens to a coupon, in the transaction in which it happens.</summary>
internal static class CouponJournal
{
    public static Task<int> WriteAsync(
        DbConnection connection, long coupon, string step, Guid key, string? device, DateTimeOffset at, CancellationToken ct) =>
        connection.ExecuteAsync(
            """
            INSERT INTO coupon_journal (coupon_id, template_id, buyer_id, step, request_key, device, at)
            SELECT id, template_id, buyer_id, $2, $3, $4, $5 FROM coupons WHERE id = $1
            """,
            ct, coupon, step, key, device, at);
}
