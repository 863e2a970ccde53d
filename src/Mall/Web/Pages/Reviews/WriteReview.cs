using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Reviews;

/// <summary>The form by which a buyer reviews a line of a paid order.</summary>
internal static class WriteReview
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/orders/{order:long}/reviews/{item:long}", Show).Needs(ReviewsFeatures.Writing);
        app.MapPost("/orders/{order:long}/reviews/{item:long}", Write).Needs(ReviewsFeatures.Writing);
    }

    private static async Task<IResult> Show(long order, long item, Visit visit, ITrade trade, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return visit.ToSignIn();
        return await FormAsync(buyer.Id, order, item, new ReviewForm(), problem: null, visit, trade, ct);
    }

    private static async Task<IResult> Write(
        long order, long item, [FromForm] ReviewForm form, Visit visit, IReviews reviews, ITrade trade, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn($"/orders/{order}/reviews/{item}");
        var outcome = await reviews.WriteAsync(
            new NewReview(
                buyer.Id, buyer.Name, form.Anonymous is not null, order, item, form.Stars ?? 0, form.Text ?? "", form.Description ?? 0, form.Service ?? 0, form.Logistics ?? 0),
            ct);
        return outcome switch
        {
            WriteReviewOutcome.Written => View.See(visit.Has(ReviewsFeatures.List) ? $"/items/{item}/reviews" : $"/orders/{order}", "review.Written"),
            WriteReviewOutcome.UnknownOrderLine => View.NotFound(visit),
            // What was typed is not lost over a slip.
            WriteReviewOutcome.TextInvalid or WriteReviewOutcome.ScoreInvalid =>
                await FormAsync(buyer.Id, order, item, form, visit.T.Notice("review." + outcome), visit, trade, ct),
            _ => View.See($"/orders/{order}", "review." + outcome),
        };
    }

    private static async Task<IResult> FormAsync(
        long buyer, long order, long item, ReviewForm form, string? problem, Visit visit, ITrade trade, CancellationToken ct)
    {
        var found = await trade.FindOrderAsync(buyer, order, ct);
        if (found?.Lines.FirstOrDefault(line => line.ItemId == item) is not { } bought)
            return View.NotFound(visit);
        return found.Status == OrderStatus.Paid
            ? View.Of<WriteReviewPage>(
                new { Visit = visit, Order = order, Line = bought, Form = form, Problem = problem },
                problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity)
            : View.See($"/orders/{order}", "review.NotPaid");
    }
}

/// <summary>The form's fields as they came; null means not filled in.</summary>
/// <remarks>Properties and no constructor: the form mapper demands every parameter of one, and what is not ticked is not sent.</remarks>
public sealed record ReviewForm
{
    public int? Stars { get; init; }

    public string? Text { get; init; }

    public string? Anonymous { get; init; }

    public int? Description { get; init; }

    public int? Service { get; init; }

    public int? Logistics { get; init; }
}
