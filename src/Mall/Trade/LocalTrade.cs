using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Trade.Carts;
using Seawall.Mall.Trade.Orders;
using Seawall.Mall.Trade.Payments;
using Seawall.Mall.Trade.Stock;

namespace Seawall.Mall.Trade;

/// <summary>The business as its own process, or its host, calls it.</summary>
internal sealed class LocalTrade(
    BuyerCarts carts, StockLevels stock, OrderPlacement placement, OrderPayment payment, OrderCancellation cancellation, OrderBook book) : ITrade
{
    public Task<Cart> CartAsync(long buyer, CancellationToken ct) => carts.ReadAsync(buyer, ct);

    public Task<CartChange> AddToCartAsync(long buyer, long item, int quantity, CancellationToken ct) => carts.AddAsync(buyer, item, quantity, ct);

    public Task<CartChange> SetCartLineAsync(long buyer, long item, int quantity, CancellationToken ct) => carts.SetAsync(buyer, item, quantity, ct);

    public Task<int> AvailableAsync(long item, CancellationToken ct) => stock.AvailableAsync(item, ct);

    public Task<PlaceResult> PlaceAsync(PlaceOrder order, CancellationToken ct) => placement.PlaceAsync(order, ct);

    public Task<PayResult> PayAsync(long buyer, long order, CancellationToken ct) => payment.PayAsync(buyer, order, ct);

    public Task<CancelOutcome> CancelAsync(long buyer, long order, CancellationToken ct) => cancellation.CancelAsync(buyer, order, ct);

    public Task<IReadOnlyList<Order>> OrdersAsync(long buyer, long? before, int count, CancellationToken ct) => book.ListAsync(buyer, before, count, ct);

    public Task<Order?> FindOrderAsync(long buyer, long order, CancellationToken ct) => book.FindAsync(buyer, order, ct);
}
