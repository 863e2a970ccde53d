using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Shops;

/// <summary>The street of shops, of all categories or one.</summary>
internal static class ShopList
{
    private const int PageSize = 24;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/shops", Show).Needs(ShopsFeatures.Street);

    private static async Task<IResult> Show(
        string? category, string? after, Visit visit, IShops shops, ICatalog catalog, IReviews reviews, CancellationToken ct)
    {
        var slug = string.IsNullOrEmpty(category) ? null : category;
        var greeting = visit.GreetAsync(ct);
        var categories = visit.ExtraAsync(catalog.CategoriesAsync(ct), [], ct);
        var page = await shops.ListAsync(new ShopQuery(slug, after, PageSize), ct);
        if (slug is not null && after is null && page.Shops.Count == 0)
            return await NotFoundAsync(visit, greeting);
        var ratings = visit.PartAsync([ReviewsFeatures.Ratings], () => reviews.RatingsAsync([.. page.Shops.Select(shop => shop.Id)], ct), [], ct);
        await Task.WhenAll(greeting, categories, ratings);
        return View.Of<ShopListPage>(new { Visit = visit, Categories = await categories, Slug = slug, After = after, Page = page, Ratings = await ratings });
    }

    private static async Task<IResult> NotFoundAsync(Visit visit, Task greeting)
    {
        await greeting;
        return View.NotFound(visit);
    }
}
