using Seawall.Mall.Contracts.Http;

namespace Seawall.Mall.Contracts.Trade;

/// <summary>The trade business over HTTP.</summary>
public sealed class TradeClient(HttpClient http) : ITrade
{
    public Task<Cart> CartAsync(long buyer, CancellationToken ct) =>
        http.GetAsync<Cart>($"trade/buyers/{buyer}/cart", ct);

    public Task<CartChange> AddToCartAsync(long buyer, long item, int quantity, CancellationToken ct) =>
        http.SendAsync<CartChange>(HttpMethod.Post, $"trade/buyers/{buyer}/cart/lines", new WantedLine(item, quantity), ct);

    public Task<CartChange> SetCartLineAsync(long buyer, long item, int quantity, CancellationToken ct) =>
        http.SendAsync<CartChange>(HttpMethod.Put, $"trade/buyers/{buyer}/cart/lines", new WantedLine(item, quantity), ct);

    public Task<int> AvailableAsync(long item, CancellationToken ct) =>
        http.GetAsync<int>($"trade/stock/{item}", ct);

    public Task<PlaceResult> PlaceAsync(PlaceOrder order, CancellationToken ct) =>
        http.SendAsync<PlaceResult>(HttpMethod.Post, "trade/orders", order, ct);

    public Task<PayResult> PayAsync(long buyer, long order, CancellationToken ct) =>
        http.SendAsync<PayResult>(HttpMethod.Put, $"trade/buyers/{buyer}/orders/{order}/payment", null, ct);

    public Task<CancelOutcome> CancelAsync(long buyer, long order, CancellationToken ct) =>
        http.SendAsync<CancelOutcome>(HttpMethod.Delete, $"trade/buyers/{buyer}/orders/{order}", null, ct);

    public Task<IReadOnlyList<Order>> OrdersAsync(long buyer, long? before, int count, CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<Order>>($"trade/buyers/{buyer}/orders?count={count}" + (before is { } id ? $"&before={id}" : ""), ct);

    public Task<Order?> FindOrderAsync(long buyer, long order, CancellationToken ct) =>
        http.FindAsync<Order>($"trade/buyers/{buyer}/orders/{order}", ct);
}
