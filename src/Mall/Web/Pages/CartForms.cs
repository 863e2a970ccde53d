using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The cart and its forms.</summary>
internal static class CartForms
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/cart", Show).Needs(TradeFeatures.Cart).Needs(PromotionsFeatures.Pricing);
        app.MapPost("/cart/add", Add).Needs(TradeFeatures.Cart);
        app.MapPost("/cart/set", Set).Needs(TradeFeatures.Cart);
    }

    private static async Task<IResult> Show(Visit visit, ITrade trade, CancellationToken ct) =>
        await visit.IdentifyAsync(ct) is { } buyer
            ? View.Of<CartPage>(new { Visit = visit, Cart = await trade.CartAsync(buyer.Id, ct) })
            : visit.ToSignIn();

    private static async Task<IResult> Add(
        [FromForm] long item, [FromForm] int quantity, [FromForm] string? then, Visit visit, ITrade trade, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn($"/items/{item}");
        var change = await trade.AddToCartAsync(buyer.Id, item, quantity, ct);
        if (change != CartChange.Done)
            return View.See($"/items/{item}", change.ToString());
        return then == "checkout" ? View.See("/checkout") : View.See("/cart", "added");
    }

    private static async Task<IResult> Set(
        [FromForm] long item, [FromForm] int quantity, Visit visit, ITrade trade, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn("/cart");
        var change = await trade.SetCartLineAsync(buyer.Id, item, quantity, ct);
        return View.See("/cart", change == CartChange.Done ? null : change.ToString());
    }
}
