using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Features;
using Seawall.Mall.Contracts.Accounts;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The buyer's own page.</summary>
internal static class Me
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/me", Show).RunsAs(AccountsFeatures.SignIn.Feature);

    private static async Task<IResult> Show(Visit visit, IGroupBuy groups, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return visit.ToSignIn();
        var seats = await visit.PartAsync<IReadOnlyList<PartySeat>?>([GroupBuyFeatures.Seats], async () => await groups.SeatsOfAsync(buyer.Id, ct), null, ct);
        return View.Of<MePage>(new { Visit = visit, Buyer = buyer, Seats = seats });
    }
}
