using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Mall.Trade.Orders;

/// <summary>Reads a buyer's orders.</summary>
internal sealed class OrderBook([FromKeyedServices(TradeBusiness.Name)] SeawallDataSource db)
{
    private const int MostOrders = 50;

    public async Task<IReadOnlyList<Order>> ListAsync(long buyer, long? before, int count, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var heads = await connection.QueryAsync(
            """
            SELECT o.id, o.status, o.total_cents, o.discount_cents, o.ship_name, o.ship_phone, o.ship_address, o.placed_at, p.amount_cents, p.paid_at
            FROM orders AS o LEFT JOIN payments AS p ON p.order_id = o.id
            WHERE o.buyer_id = $1 AND o.id < $2
            ORDER BY o.id DESC LIMIT $3
            """,
            ReadHead, ct, buyer, before ?? long.MaxValue, Math.Clamp(count, 1, MostOrders));
        return await WithLinesAsync(connection, heads, ct);
    }

    public async Task<Order?> FindAsync(long buyer, long order, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var heads = await connection.QueryAsync(
            """
            SELECT o.id, o.status, o.total_cents, o.discount_cents, o.ship_name, o.ship_phone, o.ship_address, o.placed_at, p.amount_cents, p.paid_at
            FROM orders AS o LEFT JOIN payments AS p ON p.order_id = o.id
            WHERE o.id = $1 AND o.buyer_id = $2
            """,
            ReadHead, ct, order, buyer);
        return (await WithLinesAsync(connection, heads, ct)).FirstOrDefault();
    }

    private static async Task<IReadOnlyList<Order>> WithLinesAsync(DbConnection connection, List<Order> heads, CancellationToken ct)
    {
        if (heads.Count == 0)
            return heads;
        var lines = await connection.QueryAsync(
            """
            SELECT order_id, item_id, picture, name_zh, name_en, price_cents, quantity FROM order_lines
            WHERE order_id = ANY ($1) ORDER BY order_id, item_id
            """,
            row => (Order: row.GetInt64(0), Line: new OrderLine(
                row.GetInt64(1), row.GetString(2), new(row.GetString(3), row.GetString(4)), new(row.GetInt64(5)), row.GetInt32(6))),
            ct, heads.Select(head => head.Id).ToArray());
        var byOrder = lines.ToLookup(line => line.Order, line => line.Line);
        return heads.ConvertAll(head => head with { Lines = [.. byOrder[head.Id]] });
    }

    private static Order ReadHead(DbDataReader row) => new(
        row.GetInt64(0),
        Enum.Parse<OrderStatus>(row.GetString(1)),
        new(row.GetInt64(2)),
        new(row.GetInt64(3)),
        new Address(row.GetString(4), row.GetString(5), row.GetString(6)),
        row.GetFieldValue<DateTimeOffset>(7),
        [],
        row.IsDBNull(8) ? null : new Payment(new(row.GetInt64(8)), row.GetFieldValue<DateTimeOffset>(9)));
}
