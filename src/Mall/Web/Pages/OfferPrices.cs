using System.Collections.ObjectModel;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The discounts of the items on a page, by item.</summary>
internal static class OfferPrices
{
    public static readonly IReadOnlyDictionary<long, ItemOffer> None = ReadOnlyDictionary<long, ItemOffer>.Empty;

    /// <summary>Those below the list price, asked in one call; none while that is off or promotions does not answer, and the cart still charges them.</summary>
    public static async Task<IReadOnlyDictionary<long, ItemOffer>> OffersAsync(
        this Visit visit, IPromotions promotions, IEnumerable<ItemCard> items, CancellationToken ct)
    {
        var list = items.DistinctBy(item => item.Id).ToDictionary(item => item.Id, item => item.Price);
        if (list.Count == 0)
            return None;
        var offers = await visit.PartAsync([PromotionsFeatures.ItemOffers], () => promotions.ItemOffersAsync([.. list.Keys], ct), [], ct);
        return offers.Where(offer => offer.Price < list[offer.ItemId]).ToDictionary(offer => offer.ItemId);
    }
}
