using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Trade.Carts;
using Seawall.Mall.Trade.Stock;

namespace Seawall.Mall.Trade.Orders;

/// <summary>Places orders: once per key, at the price that promotions gives, and only with stock for every line.</summary>
internal sealed class OrderPlacement(
    [FromKeyedServices(TradeBusiness.Name)] SeawallDataSource db,
    ICatalog catalog,
    IPromotions promotions,
    BuyerCarts carts,
    OrderBook book,
    TimeProvider clock)
{
    private const string BeforeStock = "before_stock";

    public async Task<PlaceResult> PlaceAsync(PlaceOrder order, CancellationToken ct)
    {
        if (!OrderRequest.IsValid(order.Address))
            return new PlaceResult(PlaceOutcome.AddressInvalid);
        var hash = OrderRequest.Hash(order);
        if (await FindPlacedAsync(order, hash, ct) is { } earlier)
            return earlier;

        var wanted = order.Lines ?? await carts.WantedAsync(order.Buyer, ct);
        var quote = await QuoteAsync(order, wanted, ct);
        if (quote.Refusal is null && await WriteAsync(order, hash, quote, wanted, ct) is { } written)
            return written;

        // Refused, or another request with this key came first: that one's order is the answer, as it emptied the cart meanwhile.
        return await FindPlacedAsync(order, hash, ct) ?? quote.Refusal ?? new PlaceResult(PlaceOutcome.CartChanged);
    }

    private async Task<Quote> QuoteAsync(PlaceOrder order, IReadOnlyList<WantedLine> wanted, CancellationToken ct)
    {
        var items = (await catalog.ItemsAsync([.. wanted.Select(line => line.ItemId)], ct)).ToDictionary(item => item.Id);
        if (Quote.Refuse(wanted, items) is { } refusal)
            return Quote.Refused(refusal);
        var price = await promotions.PriceAsync(new PriceRequest(PriceLines.Of(wanted, items), order.Buyer, order.Coupon, order.Key), ct);
        return Quote.Decide(price, items, order.Expected);
    }

    private async Task<PlaceResult?> FindPlacedAsync(PlaceOrder order, byte[] hash, CancellationToken ct)
    {
        var placed = await db.FindAsync(
            "SELECT id, request_hash FROM orders WHERE buyer_id = $1 AND request_key = $2",
            row => new Placed(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            ct, order.Buyer, order.Key);
        if (placed is null)
            return null;
        return placed.Hash.AsSpan().SequenceEqual(hash)
            ? new PlaceResult(PlaceOutcome.Placed, await book.FindAsync(order.Buyer, placed.Id, ct))
            : new PlaceResult(PlaceOutcome.KeyUsedForAnotherOrder);
    }

    // Null when the key or the cart was used by another request meanwhile; leaving without commit undoes everything.
    private async Task<PlaceResult?> WriteAsync(
        PlaceOrder order, byte[] hash, Quote quote, IReadOnlyList<WantedLine> wanted, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // 1. The key: a concurrent request with the same one waits here for the other's end.
        var id = await InsertOrderAsync(connection, order, hash, quote, now, ct);
        if (id == 0)
            return null;
        // 2. The lines, frozen with name and price.
        await InsertLinesAsync(connection, id, quote.Lines, ct);
        // 3. The cart: what was priced must still lie there, so one cart can't become two orders.
        if (order.Lines is null && !await EmptyCartAsync(connection, order.Buyer, wanted, ct))
            return null;
        // 4. The coupon: used while the key is held, so that no other request with this key can be between using it and giving it back.
        var coupon = quote.UsesCoupon ? new CouponUse(order.Buyer, order.Coupon!.Value, order.Key) : null;
        if (coupon is not null && !await promotions.UseCouponAsync(coupon, ct))
            return new PlaceResult(PlaceOutcome.CouponGone);
        // 5. The stock last, because its rows are the ones that others wait for.
        if (coupon is not null)
            await transaction.SaveAsync(BeforeStock, ct);
        if (await StockLevels.TakeAsync(connection, wanted, ct) is { } missing)
        {
            if (coupon is not null)
            {
                // Lets go of the stock but not yet of the key.
                await transaction.RollbackAsync(BeforeStock, ct);
                await promotions.ReturnCouponAsync(coupon, ct);
            }
            return new PlaceResult(PlaceOutcome.OutOfStock, ItemId: missing);
        }

        await transaction.CommitAsync(ct);
        return new PlaceResult(
            PlaceOutcome.Placed, new Order(id, OrderStatus.Unpaid, quote.Total, quote.Discount, order.Address, now, quote.Lines, Payment: null));
    }

    private static Task<long> InsertOrderAsync(
        DbConnection connection, PlaceOrder order, byte[] hash, Quote quote, DateTimeOffset now, CancellationToken ct) =>
        connection.FindAsync(
            """
            INSERT INTO orders (buyer_id, request_key, request_hash, status, total_cents, discount_cents, coupon_id, ship_name, ship_phone, ship_address, placed_at)
            VALUES ($1, $2, $3, 'Unpaid', $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (buyer_id, request_key) DO NOTHING
            RETURNING id
            """,
            row => row.GetInt64(0),
            ct, order.Buyer, order.Key, hash, quote.Total.Value, quote.Discount.Value, quote.UsesCoupon ? order.Coupon : null,
            order.Address.Name, order.Address.Phone, order.Address.Text, now);

    private static Task<int> InsertLinesAsync(DbConnection connection, long order, IReadOnlyList<OrderLine> lines, CancellationToken ct) =>
        connection.ExecuteAsync(
            """
            INSERT INTO order_lines (order_id, item_id, picture, name_zh, name_en, price_cents, quantity)
            SELECT $1, l.* FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::int[]) AS l
            """,
            ct, order,
            lines.Select(line => line.ItemId).ToArray(),
            lines.Select(line => line.Picture).ToArray(),
            lines.Select(line => line.Name.Zh).ToArray(),
            lines.Select(line => line.Name.En).ToArray(),
            lines.Select(line => line.Price.Value).ToArray(),
            lines.Select(line => line.Quantity).ToArray());

    private static async Task<bool> EmptyCartAsync(DbConnection connection, long buyer, IReadOnlyList<WantedLine> wanted, CancellationToken ct) =>
        await connection.ExecuteAsync(
            """
            DELETE FROM cart_lines AS c USING unnest($2::bigint[], $3::int[]) AS w (item_id, quantity)
            WHERE c.buyer_id = $1 AND c.item_id = w.item_id AND c.quantity = w.quantity
            """,
            ct, buyer, wanted.Select(line => line.ItemId).ToArray(), wanted.Select(line => line.Quantity).ToArray()) == wanted.Count;

    private sealed record Placed(long Id, byte[] Hash);
}
