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
        var available = visit.PartAsync([TradeFeatures.Stock], () => AvailableAsync(id, trade, ct), null, ct);
        var said = visit.PartAsync<ReviewSummary?>([ReviewsFeatures.Block], async () => await ItemReviews.SummaryAsync(id, visit, reviews, ct), null, ct);
        await Task.WhenAll(greeting, item, available, said);
        if (await item is not { } found)
            return View.NotFound(visit);
        var similar = visit.Has(CatalogFeatures.Similar) ? found.Similar : [];
        var offers = visit.OffersAsync(promotions, [found.Card, .. similar], ct);
        var shopOffers = visit.PartAsync([PromotionsFeatures.ShopOffers], () => promotions.ShopOffersAsync(found.Card.ShopId, ct), [], ct);
        var shop = visit.PartAsync([ShopsFeatures.Card, ShopsFeatures.Home], () => shops.ShopsAsync([found.Card.ShopId], ct), [], ct);
        var ratings = visit.PartAsync([ReviewsFeatures.Ratings], () => reviews.RatingsAsync([found.Card.ShopId], ct), [], ct);
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
