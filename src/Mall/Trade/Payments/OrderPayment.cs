using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Kernel;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Mall.Trade.Payments;

/// <summary>Simulated payment: always approved, at most once per order, for exactly the order's total.</summary>
internal sealed class OrderPayment([FromKeyedServices(TradeBusiness.Name)] SeawallDataSource db, TimeProvider clock)
{
    public async Task<PayResult> PayAsync(long buyer, long order, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Whoever turns Unpaid into Paid pays; a second request waits for the row and then finds it paid.
        var total = await connection.FindAsync(
            "UPDATE orders SET status = 'Paid' WHERE id = $1 AND buyer_id = $2 AND status = 'Unpaid' RETURNING total_cents",
            row => (long?)row.GetInt64(0),
            ct, order, buyer);
        if (total is not { } amount)
            return await EarlierAsync(connection, buyer, order, ct);
        await connection.ExecuteAsync("INSERT INTO payments (order_id, amount_cents, paid_at) VALUES ($1, $2, $3)", ct, order, amount, now);
        await transaction.CommitAsync(ct);
        return new PayResult(PayOutcome.Paid, new Payment(new Cents(amount), now));
    }

    private static async Task<PayResult> EarlierAsync(
        DbConnection connection, long buyer, long order, CancellationToken ct) =>
        await connection.FindAsync(
            """
            SELECT p.amount_cents, p.paid_at FROM orders AS o LEFT JOIN payments AS p ON p.order_id = o.id
            WHERE o.id = $1 AND o.buyer_id = $2
            """,
            row => row.IsDBNull(0)
                ? new PayResult(PayOutcome.OrderCancelled)
                : new PayResult(PayOutcome.Paid, new Payment(new Cents(row.GetInt64(0)), row.GetFieldValue<DateTimeOffset>(1))),
            ct, order, buyer)
        ?? new PayResult(PayOutcome.UnknownOrder);
}
