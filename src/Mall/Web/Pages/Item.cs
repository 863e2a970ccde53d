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
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/items/{id:long}", Show).Needs(CatalogFeatures.Browse);

    private static async Task<IResult> Show(
        long id, Visit visit, ICatalog catalog, ITrade trade, IPromotions promotions, IShops shops, IReviews reviews, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var item = catalog.FindItemAsync(id, ct);
        var available = visit.Has(TradeFeatures.Stock) ? AvailableAsync(id, trade, ct) : Task.FromResult<int?>(null);
        var said = visit.ExtraAsync<ReviewSummary?>((visit.Has(ReviewsFeatures.Block) ? ItemReviews.SummaryAsync(id, visit, reviews, ct) : null)!, null, ct);
        await Task.WhenAll(greeting, item, available, said);
        if (await item is not { } found)
            return View.NotFound(visit);
        var similar = visit.Has(CatalogFeatures.Similar) ? found.Similar : [];
        var offers = visit.OffersAsync(promotions, [found.Card, .. similar], ct);
        var shopOffers = visit.ExtraAsync(visit.Has(PromotionsFeatures.ShopOffers) ? promotions.ShopOffersAsync(found.Card.ShopId, ct) : null, [], ct);
        var shop = visit.ExtraAsync(visit.Has(ShopsFeatures.Card, ShopsFeatures.Home) ? shops.ShopsAsync([found.Card.ShopId], ct) : null, [], ct);
        var ratings = visit.ExtraAsync(visit.Has(ReviewsFeatures.Ratings) ? reviews.RatingsAsync([found.Card.ShopId], ct) : null, [], ct);
        await Task.WhenAll(offers, shopOffers, shop, ratings);
        return View.Of<ItemView>(new
        {
            Visit = visit,
            Item = found with { Similar = similar },
            Available = await available,
            Offers = await offers,
            ShopOffers = await shopOffers,
            Shop = await shop,
            Ratings = await ratings,
            Reviews = await said,
        });
    }

    private static async Task<int?> AvailableAsync(long id, ITrade trade, CancellationToken ct) => await trade.AvailableAsync(id, ct);
}
