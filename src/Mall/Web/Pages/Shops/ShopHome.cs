using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Shops;

/// <summary>A shop's own page, as its owner decorated it.</summary>
internal static class ShopHome
{
    private const int FirstItems = 12;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/shops/{id:long}", Show).Needs(ShopsFeatures.Home);
        app.MapPost("/shops/{id:long}/follow", Follow).Needs(ShopsFeatures.Follow);
    }

    private static async Task<IResult> Show(
        long id, Visit visit, IShops shops, ICatalog catalog, IReviews reviews, IPromotions promotions, CancellationToken ct)
    {
        var offers = visit.PartAsync([PromotionsFeatures.ShopOffers], () => promotions.ShopOffersAsync(id, ct), [], ct);
        var coupons = visit.PartAsync([PromotionsFeatures.Coupons], () => promotions.CouponsAsync(id, ct), [], ct);
        var items = visit.ExtraAsync(catalog.ShopItemsAsync(new ShopItemsQuery(id, ItemSort.Newest, null, FirstItems), ct), new ItemPage([], null), ct);
        var head = await ShopHead.LoadAsync(id, visit, shops, reviews, ct);
        if (head is null)
            return View.NotFound(visit);
        var sections = visit.Has(ShopsFeatures.Decoration) ? ShopSection.Read(head.Shop.Sections) : [];
        var picks = visit.PartAsync([ShopsFeatures.Decoration], () => catalog.CardsAsync(sections.SelectMany(section => section.Items), ct), ItemCards.None, ct);
        await Task.WhenAll(offers, coupons, items, picks);
        var prices = await visit.OffersAsync(promotions, (await items).Items.Concat((await picks).Values), ct);
        return View.Of<ShopHomePage>(new
        {
            Visit = visit,
            Head = head,
            Sections = sections,
            Picks = await picks,
            Offers = await offers,
            Coupons = await coupons,
            Items = await items,
            Prices = prices,
        });
    }

    private static async Task<IResult> Follow(long id, [FromForm] bool follow, Visit visit, IShops shops, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn($"/shops/{id}");
        return await shops.FollowAsync(buyer.Id, id, follow, ct)
            ? View.See($"/shops/{id}", follow ? "followed" : "unfollowed")
            : View.NotFound(visit);
    }
}
