using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The buyer's own page.</summary>
internal static class Me
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/me", Show);

    private static async Task<IResult> Show(Visit visit, IGroupBuy groups, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return visit.ToSignIn();
        var seats = await visit.ExtraAsync<IReadOnlyList<PartySeat>?>((visit.Has(GroupBuyFeatures.Seats) ? groups.SeatsOfAsync(buyer.Id, ct) : null)!, null, ct);
        return View.Of<MePage>(new { Visit = visit, Buyer = buyer, Seats = seats });
    }
}
