using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The shop window.</summary>
internal static class Home
{
    private const int HotItems = 24;
    private const int Shops = 6;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/", Show).Needs(CatalogFeatures.Browse);

    private static async Task<IResult> Show(
        Visit visit, ICatalog catalog, IPromotions promotions, IGroupBuy groups, IChannels channels, IShops shops, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var categories = catalog.CategoriesAsync(ct);
        var hot = visit.PartAsync([CatalogFeatures.Hot], () => catalog.HotAsync(HotItems, ct), [], ct);
        var row = visit.PartAsync([ChannelsFeatures.Row, ChannelsFeatures.Pages], () => channels.ListAsync(ct), [], ct);
        var popular = visit.PartAsync([ShopsFeatures.Popular, ShopsFeatures.Home], () => shops.ListAsync(new ShopQuery(null, null, Shops), ct), new ShopPage([], null), ct);
        var deals = visit.PartAsync([GroupBuyFeatures.Strip, GroupBuyFeatures.Detail], () => groups.HomeAsync(ct), new GroupHome([], []), ct);
        var activities = visit.PartAsync([PromotionsFeatures.Strip, PromotionsFeatures.Activities], () => promotions.ActivitiesAsync(ct), [], ct);
        var offers = visit.OffersAsync(promotions, await hot, ct);
        await Task.WhenAll(greeting, categories, row, deals, popular, activities, offers);
        return View.Of<HomePage>(new
        {
            Visit = visit,
            Categories = await categories,
            Hot = await hot,
            Offers = await offers,
            Activities = await activities,
            Channels = await row,
            Deals = (await deals).Picks,
            Shops = (await popular).Shops,
        });
    }
}
