using Seawall.Kernel;
using Seawall.Mall.Contracts.Promotions;

namespace Seawall.Mall.Promotions.Pricing;

/// <summary>What a cart costs; no clock, no database: the same lines, offers and coupon always cost the same.</summary>
/// <remarks>
/// Layers in order, each on what the one before left: the lowest item discount per piece, then the best single offer of each shop,
/// then the coupon. A threshold is reached when it is equalled; nothing takes off more than is left of its scope.
/// </remarks>
internal static class CartPricing
{
    /// <summary>Prices the lines with offers that run now; <paramref name="coupon"/> is one that may be used, or null.</summary>
    public static CartPrice Decide(
        IReadOnlyList<PriceLine> lines, IReadOnlyList<ItemOffer> itemOffers, IReadOnlyList<ShopOffer> shopOffers, Coupon? coupon)
    {
        // 1. Item discounts.
        var lowest = LowestByItem(itemOffers);
        var priced = new List<PricedLine>(lines.Count);
        var left = new SortedDictionary<long, Cents>();
        foreach (var line in lines)
        {
            var price = lowest.TryGetValue(line.ItemId, out var offered) && offered < line.ListPrice ? offered : line.ListPrice;
            priced.Add(new PricedLine(line.ItemId, price, line.Quantity));
            left[line.ShopId] = left.GetValueOrDefault(line.ShopId) + (price * line.Quantity);
        }
        // 2. Shop offers.
        var savings = new List<ShopSaving>();
        foreach (var (shop, sum) in left)
        {
            if (BestOf(shopOffers, shop, sum) is { } saving)
                savings.Add(saving);
        }
        foreach (var saving in savings)
            left[saving.ShopId] -= saving.Minus;
        // 3. The coupon.
        var byCoupon = coupon is null ? Cents.Zero : CouponSaving(coupon, left);
        return new CartPrice(priced, savings, byCoupon, Sum(left) - byCoupon);
    }

    private static Dictionary<long, Cents> LowestByItem(IReadOnlyList<ItemOffer> offers)
    {
        var lowest = new Dictionary<long, Cents>(offers.Count);
        foreach (var offer in offers)
        {
            if (!lowest.TryGetValue(offer.ItemId, out var known) || offer.Price < known)
                lowest[offer.ItemId] = offer.Price;
        }
        return lowest;
    }

    // The one that takes off most; of equals the one with the lowest id.
    private static ShopSaving? BestOf(IReadOnlyList<ShopOffer> offers, long shop, Cents sum)
    {
        ShopSaving? best = null;
        foreach (var offer in offers)
        {
            if (offer.ShopId != shop || sum < offer.Threshold)
                continue;
            var minus = Least(offer.Minus, sum);
            if (minus > Cents.Zero && (best is null || minus > best.Minus || (minus == best.Minus && offer.Id < best.OfferId)))
                best = new ShopSaving(shop, offer.Id, minus);
        }
        return best;
    }

    private static Cents CouponSaving(Coupon coupon, SortedDictionary<long, Cents> left)
    {
        var scope = coupon.ShopId is { } shop ? left.GetValueOrDefault(shop) : Sum(left);
        return scope < coupon.Threshold ? Cents.Zero : Least(coupon.Minus, scope);
    }

    private static Cents Sum(SortedDictionary<long, Cents> parts)
    {
        var sum = Cents.Zero;
        foreach (var part in parts.Values)
            sum += part;
        return sum;
    }

    private static Cents Least(Cents a, Cents b) => a < b ? a : b;
}
