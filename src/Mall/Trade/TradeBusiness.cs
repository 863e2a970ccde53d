using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Features;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Trade.Carts;
using Seawall.Mall.Trade.Orders;
using Seawall.Mall.Trade.Payments;
using Seawall.Mall.Trade.Stock;

namespace Seawall.Mall.Trade;

/// <summary>The trade business: carts, stock, orders, payments.</summary>
public static class TradeBusiness
{
    /// <summary>Its name: schema, login and key of its database.</summary>
    public const string Name = "trade";

    /// <summary>Hosts the business in this process; it asks catalog and promotions for prices.</summary>
    public static IServiceCollection AddTrade(this IServiceCollection services, SeawallDataOptions database)
    {
        services.AddSeawallDatabase(Name, database);
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<BuyerCarts>()
            .AddSingleton<StockLevels>()
            .AddSingleton<OrderBook>()
            .AddSingleton<OrderPlacement>()
            .AddSingleton<OrderCancellation>()
            .AddSingleton<OrderPayment>()
            .AddSingleton<ITrade, LocalTrade>();
    }

    /// <summary>Serves <see cref="TradeClient"/>; for services only, since it takes the caller's word for who the buyer is.</summary>
    public static void MapTrade(this IEndpointRouteBuilder app)
    {
        var trade = app.MapGroup("/trade");
        trade.MapGet("/stock/{item:long}", (long item, ITrade service, CancellationToken ct) => service.AvailableAsync(item, ct)).WithFeature(TradeFeatures.Stock.Feature);
        trade.MapPost("/orders", (PlaceOrder body, ITrade service, CancellationToken ct) => service.PlaceAsync(body, ct)).WithFeature(TradeFeatures.Order.Feature);

        var buyer = trade.MapGroup("/buyers/{buyer:long}");
        buyer.MapGet("/cart", (long buyer, ITrade service, CancellationToken ct) => service.CartAsync(buyer, ct)).WithFeature(TradeFeatures.Cart.Feature);
        buyer.MapPost("/cart/lines", (long buyer, WantedLine body, ITrade service, CancellationToken ct) =>
            service.AddToCartAsync(buyer, body.ItemId, body.Quantity, ct)).WithFeature(TradeFeatures.Cart.Feature);
        buyer.MapPut("/cart/lines", (long buyer, WantedLine body, ITrade service, CancellationToken ct) =>
            service.SetCartLineAsync(buyer, body.ItemId, body.Quantity, ct)).WithFeature(TradeFeatures.Cart.Feature);
        buyer.MapGet("/orders", (long buyer, int count, long? before, ITrade service, CancellationToken ct) =>
            service.OrdersAsync(buyer, before, count, ct));
        buyer.MapGet("/orders/{order:long}", async Task<Results<Ok<Order>, NotFound>> (long buyer, long order, ITrade service, CancellationToken ct) =>
            await service.FindOrderAsync(buyer, order, ct) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound());
        buyer.MapPut("/orders/{order:long}/payment", (long buyer, long order, ITrade service, CancellationToken ct) =>
            service.PayAsync(buyer, order, ct)).WithFeature(TradeFeatures.Pay.Feature);
        buyer.MapDelete("/orders/{order:long}", (long buyer, long order, ITrade service, CancellationToken ct) =>
            service.CancelAsync(buyer, order, ct)).WithFeature(TradeFeatures.Cancel.Feature);
    }
}
