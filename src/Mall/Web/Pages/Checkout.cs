using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using System.Globalization;
using Seawall.Kernel;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>From cart to order. The page carries the order's key, so sending it twice places one order.</summary>
internal static class Checkout
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/checkout", Show).Needs(TradeFeatures.Order).Needs(PromotionsFeatures.Pricing);
        app.MapPost("/orders", Place).Needs(TradeFeatures.Order).Needs(PromotionsFeatures.Pricing);
    }

    private static async Task<IResult> Show(long? coupon, Visit visit, ITrade trade, IPromotions promotions, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return visit.ToSignIn();
        var cart = trade.CartAsync(buyer.Id, ct);
        var last = visit.PartAsync([TradeFeatures.LastAddress], () => trade.OrdersAsync(buyer.Id, before: null, count: 1, ct), [], ct);
        await Task.WhenAll(cart, last);
        if ((await cart).Lines.Count == 0)
            return View.See("/cart");
        var coupons = await visit.PartAsync([PromotionsFeatures.Fitting], async () => await promotions.FittingCouponsAsync(Lines(await cart, buyer.Id), ct), [], ct);
        var address = (await last).FirstOrDefault()?.Address ?? new Address(buyer.Name, "", "");
        return View.Of<CheckoutPage>(new
        {
            Visit = visit,
            Cart = await cart,
            Address = address,
            Key = Guid.CreateVersion7(),
            Coupons = coupons,
            Chosen = coupons.FirstOrDefault(choice => choice.Coupon.Id == coupon),
        });
    }

    private static PriceRequest Lines(Cart cart, long buyer) =>
        new([.. cart.Lines.Select(line => new PriceLine(line.ItemId, line.ShopId, line.ListPrice, line.Quantity))], buyer);

    private static async Task<IResult> Place([FromForm] Wish wish, Visit visit, ITrade trade, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn("/checkout");
        var address = new Address(wish.Name ?? "", wish.Phone ?? "", wish.Address ?? "");
        var result = await trade.PlaceAsync(new PlaceOrder(buyer.Id, wish.Key, address, new Cents(wish.Expected), Coupon: wish.CouponId), ct);
        return result.Outcome switch
        {
            PlaceOutcome.Placed => View.See($"/orders/{result.Order!.Id}"),
            PlaceOutcome.CouponGone => View.See("/checkout", nameof(PlaceOutcome.CouponGone)),
            PlaceOutcome.PriceChanged or PlaceOutcome.AddressInvalid =>
                View.See(wish.CouponId is { } coupon ? $"/checkout?coupon={coupon}" : "/checkout", result.Outcome.ToString()),
            _ => View.See("/cart", result.Outcome.ToString()),
        };
    }

    private sealed record Wish(Guid Key, long Expected, string? Coupon, string? Name, string? Phone, string? Address)
    {
        public long? CouponId => long.TryParse(Coupon, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}
