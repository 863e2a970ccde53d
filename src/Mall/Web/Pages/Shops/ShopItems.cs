using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Shops;

/// <summary>All items of a shop.</summary>
internal static class ShopItems
{
    private const int PageSize = 24;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/shops/{id:long}/items", Show).Needs(ShopsFeatures.Items);

    private static async Task<IResult> Show(
        long id,
        string? sort,
        string? after,
        Visit visit,
        IShops shops,
        ICatalog catalog,
        IReviews reviews,
        IPromotions promotions,
        CancellationToken ct)
    {
        var by = Lists.SortOf(visit, sort);
        var head = ShopHead.LoadAsync(id, visit, shops, reviews, ct);
        var page = catalog.ShopItemsAsync(new ShopItemsQuery(id, by, Lists.AfterOf(visit, after), PageSize), ct);
        await Task.WhenAll(head, page);
        if (await head is not { } found)
            return View.NotFound(visit);
        var offers = await visit.OffersAsync(promotions, (await page).Items, ct);
        return View.Of<ShopItemsPage>(new { Visit = visit, Head = found, Page = await page, Sort = by, After = after, Offers = offers });
    }
}
