using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The buyer's orders: list, one, pay, cancel.</summary>
internal static class Orders
{
    private const int PageSize = 10;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/orders", List).Needs(TradeFeatures.History);
        app.MapGet("/orders/{id:long}", Show).Needs(TradeFeatures.Order);
        // A form without fields still needs the token that proves it came from our page.
        FormToken.Require(app.MapPost("/orders/{id:long}/pay", Pay).Needs(TradeFeatures.Pay));
        FormToken.Require(app.MapPost("/orders/{id:long}/cancel", Cancel).Needs(TradeFeatures.Cancel));
    }

    private static async Task<IResult> List(long? before, Visit visit, ITrade trade, CancellationToken ct) =>
        await visit.IdentifyAsync(ct) is { } buyer
            ? View.Of<OrdersPage>(new { Visit = visit, Orders = await trade.OrdersAsync(buyer.Id, before, PageSize, ct), PageSize })
            : visit.ToSignIn();

    private static async Task<IResult> Show(long id, Visit visit, ITrade trade, IReviews reviews, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return visit.ToSignIn();
        if (await trade.FindOrderAsync(buyer.Id, id, ct) is not { } order)
            return View.NotFound(visit);
        // Only what is paid can be reviewed.
        var reviewed = order.Status == OrderStatus.Paid
            ? await visit.PartAsync<IReadOnlyList<long>?>([ReviewsFeatures.Writing], async () => await reviews.ReviewedAsync(id, ct), null, ct)
            : null;
        return View.Of<OrderPage>(new { Visit = visit, Order = order, Reviewed = reviewed });
    }

    private static async Task<IResult> Pay(long id, Visit visit, ITrade trade, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn($"/orders/{id}");
        var result = await trade.PayAsync(buyer.Id, id, ct);
        return result.Outcome switch
        {
            PayOutcome.UnknownOrder => View.NotFound(visit),
            PayOutcome.OrderCancelled => View.See($"/orders/{id}", nameof(PayOutcome.OrderCancelled)),
            _ => View.See($"/orders/{id}"),
        };
    }

    private static async Task<IResult> Cancel(long id, Visit visit, ITrade trade, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn($"/orders/{id}");
        return await trade.CancelAsync(buyer.Id, id, ct) switch
        {
            CancelOutcome.UnknownOrder => View.NotFound(visit),
            CancelOutcome.AlreadyPaid => View.See($"/orders/{id}", nameof(CancelOutcome.AlreadyPaid)),
            _ => View.See($"/orders/{id}"),
        };
    }
}
