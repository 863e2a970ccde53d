using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Web.Pages.Reviews;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>One item, with the stock of this moment.</summary>
internal static class Item
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/items/{id:long}", Show);

    private static async Task<IResult> Show(
        long id, Visit visit, ICatalog catalog, ITrade trade, IPromotions promotions, IShops shops, IReviews reviews, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var item = catalog.FindItemAsync(id, ct);
        var available = trade.AvailableAsync(id, ct);
        var said = visit.ExtraAsync<ReviewSummary?>(ItemReviews.SummaryAsync(id, reviews, ct)!, null, ct);
        await Task.WhenAll(greeting, item, available, said);
        if (await item is not { } found)
            return View.NotFound(visit);
        var offers = visit.OffersAsync(promotions, [found.Card, .. found.Similar], ct);
        var shopOffers = visit.ExtraAsync(promotions.ShopOffersAsync(found.Card.ShopId, ct), [], ct);
        var shop = visit.ExtraAsync(shops.ShopsAsync([found.Card.ShopId], ct), [], ct);
        var ratings = visit.ExtraAsync(reviews.RatingsAsync([found.Card.ShopId], ct), [], ct);
        await Task.WhenAll(offers, shopOffers, shop, ratings);
        return View.Of<ItemView>(new
        {
            Visit = visit,
            Item = found,
            Available = await available,
            Offers = await offers,
            ShopOffers = await shopOffers,
            Shop = await shop,
            Ratings = await ratings,
            Reviews = await said,
        });
    }
}
