using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Promotions;

/// <summary>The coupons to claim, of the mall or of one shop, and the buyer's own. Each form carries its claim's key, so sending it twice claims one coupon.</summary>
internal static class CouponCenter
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/coupons", Show).Needs(PromotionsFeatures.Coupons);
        app.MapPost("/coupons/{id:long}/claim", Claim).Needs(PromotionsFeatures.Claim);
    }

    private static async Task<IResult> Show(long? shop, Visit visit, IPromotions promotions, CancellationToken ct)
    {
        var templates = promotions.CouponsAsync(shop, ct);
        var mine = MineAsync(visit, promotions, ct);
        await Task.WhenAll(templates, mine);
        return View.Of<CouponsPage>(new { Visit = visit, Templates = await templates, Mine = await mine, Shop = shop });
    }

    private static async Task<IReadOnlyList<Coupon>> MineAsync(Visit visit, IPromotions promotions, CancellationToken ct)
    {
        await visit.GreetAsync(ct);
        return visit.Buyer is { } buyer ? await visit.PartAsync([PromotionsFeatures.Mine], () => promotions.CouponsOfAsync(buyer.Id, ct), [], ct) : [];
    }

    private static async Task<IResult> Claim(
        long id, [FromForm] Guid key, [FromForm] string? back, Visit visit, HttpContext http, IPromotions promotions, CancellationToken ct)
    {
        back = back is null ? "/coupons" : LocalPath.OrHome(back);
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn(back);
        var result = await promotions.ClaimAsync(new CouponClaim(buyer.Id, id, key, DeviceCookie.Of(http)), ct);
        return View.See(back, "coupon" + result.Outcome);
    }
}
