using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Promotions;

/// <summary>The activities: all of them, and one with its floors.</summary>
internal static class Activities
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/activities", List).Needs(PromotionsFeatures.Activities);
        app.MapGet("/activities/{slug}", Show).Needs(PromotionsFeatures.Activities);
    }

    private static async Task<IResult> List(Visit visit, IPromotions promotions, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var activities = promotions.ActivitiesAsync(ct);
        await Task.WhenAll(greeting, activities);
        return View.Of<ActivitiesPage>(new { Visit = visit, Activities = await activities });
    }

    private static async Task<IResult> Show(string slug, Visit visit, IPromotions promotions, ICatalog catalog, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var activity = promotions.FindActivityAsync(slug, ct);
        await Task.WhenAll(greeting, activity);
        if (await activity is not { } found)
            return View.NotFound(visit);
        var cards = await catalog.CardsAsync(found.Floors.SelectMany(floor => floor.Items), ct);
        return View.Of<ActivityPage>(new
        {
            Visit = visit,
            Activity = found,
            Cards = cards,
            Offers = await visit.OffersAsync(promotions, cards.Values, ct),
        });
    }
}
