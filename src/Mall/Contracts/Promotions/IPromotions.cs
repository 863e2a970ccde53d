using Seawall.Kernel;

namespace Seawall.Mall.Contracts.Promotions;

/// <summary>Item discounts, shop offers, activity pages, coupons, and what a cart costs with all of them.</summary>
public interface IPromotions
{
    /// <summary>The activities that are announced or running, soonest end first.</summary>
    Task<IReadOnlyList<ActivityCard>> ActivitiesAsync(CancellationToken ct);

    /// <summary>An activity's page; null for an unknown or ended one.</summary>
    Task<Activity?> FindActivityAsync(string slug, CancellationToken ct);

    /// <summary>The discounts running now for the items given; an item without one is left out.</summary>
    Task<IReadOnlyList<ItemOffer>> ItemOffersAsync(IReadOnlyList<long> items, CancellationToken ct);

    /// <summary>The offers of a shop that run now, lowest threshold first.</summary>
    Task<IReadOnlyList<ShopOffer>> ShopOffersAsync(long shop, CancellationToken ct);

    /// <summary>What the lines cost with item discounts, the best shop offer of each shop, and the coupon when it is the buyer's and fits.</summary>
    Task<CartPrice> PriceAsync(PriceRequest request, CancellationToken ct);

    /// <summary>The coupons anybody may claim now: those of one shop, or of the whole mall when <paramref name="shop"/> is null.</summary>
    Task<IReadOnlyList<CouponTemplate>> CouponsAsync(long? shop, CancellationToken ct);

    /// <summary>Gives the buyer a coupon, within the limits of its template; asked again with the same key, answers with the same coupon.</summary>
    Task<ClaimResult> ClaimAsync(CouponClaim claim, CancellationToken ct);

    /// <summary>The buyer's coupons, newest first.</summary>
    Task<IReadOnlyList<Coupon>> CouponsOfAsync(long buyer, CancellationToken ct);

    /// <summary>The coupons of the request's buyer that take something off its lines, most first.</summary>
    Task<IReadOnlyList<CouponChoice>> FittingCouponsAsync(PriceRequest request, CancellationToken ct);

    /// <summary>Uses a coupon for an order; false when it is not the buyer's, over, or used by another order. Asked again with the same key, answers the same.</summary>
    Task<bool> UseCouponAsync(CouponUse use, CancellationToken ct);

    /// <summary>Gives a coupon back that this order had used; nothing happens when it had not.</summary>
    Task ReturnCouponAsync(CouponUse use, CancellationToken ct);
}

/// <summary>An activity as lists show it; <paramref name="Slug"/> is its name in addresses, <paramref name="Picture"/> names its drawing.</summary>
public sealed record ActivityCard(string Slug, string Picture, LocalText Title, LocalText Subtitle, DateTimeOffset From, DateTimeOffset To);

/// <summary>An activity's page.</summary>
public sealed record Activity(ActivityCard Card, IReadOnlyList<ActivityFloor> Floors);

/// <summary>A titled row of an activity's items, in order.</summary>
public sealed record ActivityFloor(LocalText Title, IReadOnlyList<long> Items);

/// <summary>An item's discount: what one piece costs until <paramref name="To"/>.</summary>
public sealed record ItemOffer(long ItemId, Cents Price, LocalText Label, DateTimeOffset To);

/// <summary>Full <paramref name="Threshold"/>, minus <paramref name="Minus"/>, once an order (满减).</summary>
public sealed record ShopOffer(long Id, long ShopId, Cents Threshold, Cents Minus, DateTimeOffset To);

/// <summary>Lines to price; <paramref name="Buyer"/> and <paramref name="Coupon"/> may be left out. A coupon that the order named by
/// <paramref name="Key"/> has used already still counts for it.</summary>
public sealed record PriceRequest(IReadOnlyList<PriceLine> Lines, long? Buyer = null, long? Coupon = null, Guid? Key = null);

/// <summary>A line: the item's shop and its list price come from the catalog.</summary>
public sealed record PriceLine(long ItemId, long ShopId, Cents ListPrice, int Quantity);

/// <summary>The price of a cart: each line after its item discount, what shops and the coupon take off, and what is left to pay.</summary>
public sealed record CartPrice(IReadOnlyList<PricedLine> Lines, IReadOnlyList<ShopSaving> ShopSavings, Cents CouponSaving, Cents Payable);

/// <summary>A line after its item discount; <paramref name="Price"/> is for one piece.</summary>
public sealed record PricedLine(long ItemId, Cents Price, int Quantity);

/// <summary>What one shop's offer takes off.</summary>
public sealed record ShopSaving(long ShopId, long OfferId, Cents Minus);

/// <summary>A coupon to claim: <paramref name="Minus"/> off an order of <paramref name="Threshold"/>; <paramref name="ShopId"/> null means the whole mall.</summary>
public sealed record CouponTemplate(long Id, long? ShopId, LocalText Title, Cents Threshold, Cents Minus, int Left, DateTimeOffset To);

/// <summary>Who claims what; <paramref name="Device"/> is the UUID the buyer's device gave, <paramref name="Key"/> makes the claim once.</summary>
public sealed record CouponClaim(long Buyer, long Template, Guid Key, string? Device = null);

/// <summary>How a claim ended.</summary>
public enum ClaimOutcome
{
    Claimed,
    UnknownCoupon,
    SoldOut,
    LimitReached,
}

/// <summary>The outcome, with the coupon when claimed.</summary>
public sealed record ClaimResult(ClaimOutcome Outcome, Coupon? Coupon = null);

/// <summary>A coupon and what it takes off the lines asked about.</summary>
public sealed record CouponChoice(Coupon Coupon, Cents Saving);

/// <summary>Who uses which coupon; <paramref name="Key"/> is the request key of the order.</summary>
public sealed record CouponUse(long Buyer, long Coupon, Guid Key);

/// <summary>Where a coupon stands.</summary>
public enum CouponStatus
{
    Unused,
    Used,
    Expired,
}

/// <summary>A buyer's coupon.</summary>
public sealed record Coupon(long Id, long Template, long? ShopId, LocalText Title, Cents Threshold, Cents Minus, CouponStatus Status, DateTimeOffset To);
