using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Group;

/// <summary>Group buying: home, list, one deal, and the form that takes a seat.</summary>
internal static class GroupPages
{
    private const int PageSize = 24;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/group", ShowHome).Needs(GroupBuyFeatures.Home);
        app.MapGet("/group/list", ShowList).Needs(GroupBuyFeatures.List);
        app.MapGet("/group/{id:long}", ShowDeal).Needs(GroupBuyFeatures.Detail);
        app.MapPost("/group/{id:long}/join", Join).Needs(GroupBuyFeatures.Join);
    }

    private static async Task<IResult> ShowHome(Visit visit, IGroupBuy groups, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var home = groups.HomeAsync(ct);
        await Task.WhenAll(greeting, home);
        return View.Of<GroupHomePage>(new { Visit = visit, Home = await home });
    }

    private static async Task<IResult> ShowList(string? category, string? after, Visit visit, IGroupBuy groups, CancellationToken ct)
    {
        var slug = string.IsNullOrEmpty(category) ? null : category;
        var greeting = visit.GreetAsync(ct);
        var home = groups.HomeAsync(ct);
        var page = groups.ListAsync(new DealQuery(slug, after, PageSize), ct);
        await Task.WhenAll(greeting, home, page);
        var section = (await home).Sections.FirstOrDefault(section => section.CategorySlug == slug);
        return slug is null || section is not null
            ? View.Of<DealsPage>(new { Visit = visit, Sections = (await home).Sections, Section = section, After = after, Page = await page })
            : View.NotFound(visit);
    }

    private static async Task<IResult> ShowDeal(long id, Visit visit, IGroupBuy groups, CancellationToken ct)
    {
        var found = groups.FindAsync(id, ct);
        await Task.WhenAll(visit.GreetAsync(ct), found);
        if (await found is not { } deal)
            return View.NotFound(visit);
        IReadOnlyList<PartySeat> seats = visit.Buyer is { } buyer ? await visit.PartAsync([GroupBuyFeatures.Seats], () => groups.SeatsOfAsync(buyer.Id, ct), [], ct) : [];
        if (!visit.Has(GroupBuyFeatures.Parties))
            deal = deal with { Parties = [] };
        return View.Of<DealPageView>(new { Visit = visit, Deal = deal, Seat = seats.FirstOrDefault(seat => seat.Deal.Id == id) });
    }

    private static async Task<IResult> Join(
        long id, [FromForm] long? party, [FromForm] int quantity, [FromForm] Guid key, Visit visit, IGroupBuy groups, CancellationToken ct)
    {
        if (await visit.IdentifyAsync(ct) is not { } buyer)
            return Visit.ToSignIn($"/group/{id}");
        var result = await groups.JoinAsync(new JoinParty(buyer.Id, buyer.Name, id, party, quantity, key), ct);
        return result.Outcome == JoinOutcome.UnknownDeal ? View.NotFound(visit) : View.See($"/group/{id}", "group." + result.Outcome);
    }
}
