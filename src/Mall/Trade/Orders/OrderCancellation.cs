using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Trade.Stock;

namespace Seawall.Mall.Trade.Orders;

/// <summary>Cancels unpaid orders; the stock is back in the same transaction, once, and the coupon after it.</summary>
internal sealed class OrderCancellation([FromKeyedServices(TradeBusiness.Name)] SeawallDataSource db, IPromotions promotions)
{
    public async Task<CancelOutcome> CancelAsync(long buyer, long order, CancellationToken ct)
    {
        var outcome = await CancelOrderAsync(buyer, order, ct);
        // Also when it was cancelled before: giving back is done once, and this is how a first try that failed is made good.
        if (outcome is CancelOutcome.Cancelled)
            await ReturnCouponAsync(buyer, order, ct);
        return outcome;
    }

    private async Task ReturnCouponAsync(long buyer, long order, CancellationToken ct)
    {
        var used = await db.FindAsync(
            "SELECT coupon_id, request_key FROM orders WHERE id = $1 AND buyer_id = $2 AND coupon_id IS NOT NULL",
            row => new CouponUse(buyer, row.GetInt64(0), row.GetGuid(1)),
            ct, order, buyer);
        if (used is not null)
            await promotions.ReturnCouponAsync(used, ct);
    }

    private async Task<CancelOutcome> CancelOrderAsync(long buyer, long order, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var changed = await connection.ExecuteAsync(
            "UPDATE orders SET status = 'Cancelled' WHERE id = $1 AND buyer_id = $2 AND status = 'Unpaid'", ct, order, buyer);
        if (changed == 0)
        {
            var status = await connection.FindAsync(
                "SELECT status FROM orders WHERE id = $1 AND buyer_id = $2", row => row.GetString(0), ct, order, buyer);
            return status switch
            {
                null => CancelOutcome.UnknownOrder,
                nameof(OrderStatus.Cancelled) => CancelOutcome.Cancelled,
                _ => CancelOutcome.AlreadyPaid,
            };
        }
        var lines = await connection.QueryAsync(
            "SELECT item_id, quantity FROM order_lines WHERE order_id = $1",
            row => new WantedLine(row.GetInt64(0), row.GetInt32(1)),
            ct, order);
        await StockLevels.ReturnAsync(connection, lines, ct);
        await transaction.CommitAsync(ct);
        return CancelOutcome.Cancelled;
    }
}
