using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Reviews;

/// <summary>An item's reviews: the list, and the few that the item's own page shows.</summary>
internal static class ItemReviews
{
    private const int PageSize = 10;
    private const int Shown = 3;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/items/{id:long}/reviews", Show).Needs(ReviewsFeatures.List);

    /// <summary>The newest reviews and the counts; both empty for an item without any.</summary>
    public static async Task<ReviewSummary> SummaryAsync(long item, Visit visit, IReviews reviews, CancellationToken ct)
    {
        var counts = CountsAsync(item, visit, reviews, ct);
        var newest = reviews.ListAsync(new ReviewQuery(item, StarsFilter.All, null, Shown), ct);
        await Task.WhenAll(counts, newest);
        return new ReviewSummary((await counts).FirstOrDefault(), (await newest).Reviews);
    }

    private static async Task<IResult> Show(
        long id, string? stars, string? after, Visit visit, IReviews reviews, ICatalog catalog, CancellationToken ct)
    {
        var filter = visit.Has(ReviewsFeatures.Filters) && Enum.TryParse<StarsFilter>(stars, out var asked) && Enum.IsDefined(asked) ? asked : StarsFilter.All;
        var greeting = visit.GreetAsync(ct);
        var page = reviews.ListAsync(new ReviewQuery(id, filter, after, PageSize), ct);
        // Name and counts are extras; only a catalog that answers can say that there is no such item.
        var item = visit.ExtraAsync<IReadOnlyList<ItemCard>?>(catalog.ItemsAsync([id], ct)!, null, ct);
        var counts = CountsAsync(id, visit, reviews, ct);
        await Task.WhenAll(greeting, page, item, counts);
        return await item is []
            ? View.NotFound(visit)
            : View.Of<ReviewsPage>(new
            {
                Visit = visit,
                ItemId = id,
                Item = (await item)?[0],
                Counts = (await counts).FirstOrDefault(),
                Filter = filter,
                After = after,
                Page = await page,
            });
    }

    private static Task<IReadOnlyList<ReviewCounts>> CountsAsync(long item, Visit visit, IReviews reviews, CancellationToken ct) =>
        visit.PartAsync([ReviewsFeatures.Counts], () => reviews.CountsAsync([item], ct), [], ct);
}

/// <summary>What an item's page shows of its reviews.</summary>
public sealed record ReviewSummary(ReviewCounts? Counts, IReadOnlyList<Review> Newest);
