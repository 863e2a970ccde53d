using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Trade.Stock;

namespace Seawall.Mall.Trade.Carts;

/// <summary>What lies in each buyer's cart; names and list prices are asked from the catalog, and what they cost from promotions, each time.</summary>
internal sealed class BuyerCarts(
    [FromKeyedServices(TradeBusiness.Name)] SeawallDataSource db, ICatalog catalog, IPromotions promotions, StockLevels stock, TimeProvider clock)
{
    public async Task<Cart> ReadAsync(long buyer, CancellationToken ct)
    {
        var wanted = await WantedAsync(buyer, ct);
        if (wanted.Count == 0)
            return Cart.Empty;
        var ids = wanted.ConvertAll(line => line.ItemId);
        var items = (await catalog.ItemsAsync(ids, ct)).ToDictionary(item => item.Id);
        // An item taken off sale stays in the cart unseen, and is back when it is.
        wanted.RemoveAll(line => !items.ContainsKey(line.ItemId));
        if (wanted.Count == 0)
            return Cart.Empty;
        var available = stock.AvailableAsync(ids, ct);
        var price = promotions.PriceAsync(new PriceRequest(PriceLines.Of(wanted, items)), ct);
        await Task.WhenAll(available, price);

        var levels = await available;
        var lines = (await price).Lines.Select(line =>
        {
            var item = items[line.ItemId];
            return new CartLine(item.Id, item.ShopId, item.Picture, item.Name, item.Price, line.Price, line.Quantity, levels.GetValueOrDefault(item.Id));
        });
        return new Cart([.. lines], (await price).Payable, (await price).ShopSavings);
    }

    public Task<List<WantedLine>> WantedAsync(long buyer, CancellationToken ct) => db.QueryAsync(
        "SELECT item_id, quantity FROM cart_lines WHERE buyer_id = $1 ORDER BY added_at, item_id",
        row => new WantedLine(row.GetInt64(0), row.GetInt32(1)),
        ct, buyer);

    public Task<CartChange> AddAsync(long buyer, long item, int quantity, CancellationToken ct) =>
        quantity is < 1 or > TradeLimits.PiecesPerLine
            ? Task.FromResult(CartChange.TooMany)
            : WriteAsync(
                """
                INSERT INTO cart_lines AS l (buyer_id, item_id, quantity, added_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (buyer_id, item_id) DO UPDATE SET quantity = l.quantity + EXCLUDED.quantity
                WHERE l.quantity + EXCLUDED.quantity <= 99
                """,
                buyer, item, quantity, ct);

    public async Task<CartChange> SetAsync(long buyer, long item, int quantity, CancellationToken ct)
    {
        switch (quantity)
        {
            case < 0 or > TradeLimits.PiecesPerLine:
                return CartChange.TooMany;
            case 0:
                await db.ExecuteAsync("DELETE FROM cart_lines WHERE buyer_id = $1 AND item_id = $2", ct, buyer, item);
                return CartChange.Done;
            default:
                return await WriteAsync(
                    """
                    INSERT INTO cart_lines (buyer_id, item_id, quantity, added_at) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (buyer_id, item_id) DO UPDATE SET quantity = EXCLUDED.quantity
                    """,
                    buyer, item, quantity, ct);
        }
    }

    private async Task<CartChange> WriteAsync(string writeLine, long buyer, long item, int quantity, CancellationToken ct)
    {
        if ((await catalog.ItemsAsync([item], ct)).Count == 0)
            return CartChange.UnknownItem;
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The cart's row serialises the buyer's own changes, so the limit on lines holds.
        await connection.ExecuteAsync(
            "INSERT INTO carts (buyer_id, changed_at) VALUES ($1, $2) ON CONFLICT (buyer_id) DO UPDATE SET changed_at = EXCLUDED.changed_at",
            ct, buyer, now);
        var written = await connection.ExecuteAsync(writeLine, ct, buyer, item, quantity, now);
        var lines = await connection.FindAsync("SELECT count(*) FROM cart_lines WHERE buyer_id = $1", row => row.GetInt64(0), ct, buyer);
        if (written == 0 || lines > TradeLimits.Lines)
            return CartChange.TooMany;
        await transaction.CommitAsync(ct);
        return CartChange.Done;
    }
}
