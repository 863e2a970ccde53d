using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Shops;

/// <summary>What the head of a shop's pages shows: the shop, its ratings if they are to be had, whether the visitor follows it.</summary>
public sealed record ShopHead(Shop Shop, ShopRating? Rating, bool Follows)
{
    /// <summary>Null when there is no such shop.</summary>
    public static async Task<ShopHead?> LoadAsync(long shop, Visit visit, IShops shops, IReviews reviews, CancellationToken ct)
    {
        var rating = visit.PartAsync([ReviewsFeatures.Ratings], () => reviews.RatingsAsync([shop], ct), [], ct);
        var follows = FollowsAsync(shop, visit, shops, ct);
        var found = shops.FindAsync(shop, ct);
        await Task.WhenAll(rating, follows, found);
        return await found is { } open ? new ShopHead(open, (await rating).FirstOrDefault(), await follows) : null;
    }

    private static async Task<bool> FollowsAsync(long shop, Visit visit, IShops shops, CancellationToken ct)
    {
        await visit.GreetAsync(ct);
        return visit.Buyer is { } buyer && await visit.PartAsync([ShopsFeatures.Follow], () => shops.FollowsAsync(buyer.Id, shop, ct), false, ct);
    }
}
