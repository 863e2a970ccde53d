using Seawall.Mall.Contracts.Http;

namespace Seawall.Mall.Contracts.Promotions;

/// <summary>The promotions business over HTTP.</summary>
public sealed class PromotionsClient(HttpClient http) : IPromotions
{
    public Task<IReadOnlyList<ActivityCard>> ActivitiesAsync(CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<ActivityCard>>("promotions/activities", ct);

    public Task<Activity?> FindActivityAsync(string slug, CancellationToken ct) =>
        http.FindAsync<Activity>($"promotions/activities/{Uri.EscapeDataString(slug)}", ct);

    public Task<IReadOnlyList<ItemOffer>> ItemOffersAsync(IReadOnlyList<long> items, CancellationToken ct) =>
        http.GetByIdsAsync<ItemOffer>("promotions/item-offers", items, ct);

    public Task<IReadOnlyList<ShopOffer>> ShopOffersAsync(long shop, CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<ShopOffer>>($"promotions/shops/{shop}/offers", ct);

    public Task<CartPrice> PriceAsync(PriceRequest request, CancellationToken ct) =>
        http.SendAsync<CartPrice>(HttpMethod.Post, "promotions/price", request, ct);

    public Task<IReadOnlyList<CouponTemplate>> CouponsAsync(long? shop, CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<CouponTemplate>>("promotions/coupons" + (shop is null ? "" : $"?shop={shop}"), ct);

    public Task<ClaimResult> ClaimAsync(CouponClaim claim, CancellationToken ct) =>
        http.SendAsync<ClaimResult>(HttpMethod.Post, "promotions/coupons/claims", claim, ct);

    public Task<IReadOnlyList<Coupon>> CouponsOfAsync(long buyer, CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<Coupon>>($"promotions/buyers/{buyer}/coupons", ct);

    public Task<IReadOnlyList<CouponChoice>> FittingCouponsAsync(PriceRequest request, CancellationToken ct) =>
        http.SendAsync<IReadOnlyList<CouponChoice>>(HttpMethod.Post, "promotions/coupons/fitting", request, ct);

    public Task<bool> UseCouponAsync(CouponUse use, CancellationToken ct) =>
        http.SendAsync<bool>(HttpMethod.Post, "promotions/coupons/uses", use, ct);

    public Task ReturnCouponAsync(CouponUse use, CancellationToken ct) =>
        http.SendAsync(HttpMethod.Post, "promotions/coupons/returns", use, ct);
}
