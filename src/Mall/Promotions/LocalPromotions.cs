using Seawall.Kernel;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Promotions.Activities;
using Seawall.Mall.Promotions.Coupons;
using Seawall.Mall.Promotions.Offers;
using Seawall.Mall.Promotions.Pricing;

namespace Seawall.Mall.Promotions;

/// <summary>The business as its own process, or its host, calls it.</summary>
internal sealed class LocalPromotions(
    ActivityPages activities, RunningOffers offers, CouponBook coupons, CouponClaims claims, CouponUses uses) : IPromotions
{
    private const int MostItems = 200;

    public Task<IReadOnlyList<ActivityCard>> ActivitiesAsync(CancellationToken ct) => activities.ListAsync(ct);

    public Task<Activity?> FindActivityAsync(string slug, CancellationToken ct) => activities.FindAsync(slug, ct);

    public Task<IReadOnlyList<ItemOffer>> ItemOffersAsync(IReadOnlyList<long> items, CancellationToken ct) =>
        offers.OfItemsAsync([.. items.Take(MostItems)], ct);

    public Task<IReadOnlyList<ShopOffer>> ShopOffersAsync(long shop, CancellationToken ct) => offers.OfShopsAsync([shop], ct);

    public async Task<CartPrice> PriceAsync(PriceRequest request, CancellationToken ct)
    {
        var ofItems = offers.OfItemsAsync([.. request.Lines.Select(line => line.ItemId)], ct);
        var ofShops = offers.OfShopsAsync([.. request.Lines.Select(line => line.ShopId).Distinct()], ct);
        var coupon = request is { Buyer: { } buyer, Coupon: { } id } ? coupons.FindUsableAsync(buyer, id, request.Key, ct) : Task.FromResult<Coupon?>(null);
        await Task.WhenAll(ofItems, ofShops, coupon);
        return CartPricing.Decide(request.Lines, await ofItems, await ofShops, await coupon);
    }

    public Task<IReadOnlyList<CouponTemplate>> CouponsAsync(long? shop, CancellationToken ct) => coupons.ClaimableAsync(shop, ct);

    public Task<ClaimResult> ClaimAsync(CouponClaim claim, CancellationToken ct) => claims.ClaimAsync(claim, ct);

    public Task<IReadOnlyList<Coupon>> CouponsOfAsync(long buyer, CancellationToken ct) => coupons.OfBuyerAsync(buyer, ct);

    public async Task<IReadOnlyList<CouponChoice>> FittingCouponsAsync(PriceRequest request, CancellationToken ct)
    {
        if (request.Buyer is not { } buyer)
            return [];
        var mine = (await coupons.OfBuyerAsync(buyer, ct)).Where(coupon => coupon.Status == CouponStatus.Unused).ToList();
        if (mine.Count == 0)
            return [];
        var ofItems = await offers.OfItemsAsync([.. request.Lines.Select(line => line.ItemId)], ct);
        var ofShops = await offers.OfShopsAsync([.. request.Lines.Select(line => line.ShopId).Distinct()], ct);
        return
        [
            .. mine
                .Select(coupon => new CouponChoice(coupon, CartPricing.Decide(request.Lines, ofItems, ofShops, coupon).CouponSaving))
                .Where(choice => choice.Saving > Cents.Zero)
                .OrderByDescending(choice => choice.Saving).ThenBy(choice => choice.Coupon.To).ThenBy(choice => choice.Coupon.Id),
        ];
    }

    public Task<bool> UseCouponAsync(CouponUse use, CancellationToken ct) => uses.UseAsync(use, ct);

    public Task ReturnCouponAsync(CouponUse use, CancellationToken ct) => uses.ReturnAsync(use, ct);
}
