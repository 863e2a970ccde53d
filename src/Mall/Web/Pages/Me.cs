using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The buyer's own page.</summary>
internal static class Me
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/me", async (Visit visit, CancellationToken ct) =>
        await visit.IdentifyAsync(ct) is { } buyer
            ? View.Of<MePage>(new { Visit = visit, Buyer = buyer })
            : visit.ToSignIn());
}
