using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Channels;

/// <summary>The channels: all of them, and each with its floors.</summary>
internal static class ChannelPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/channels", ShowAll);
        app.MapGet("/channels/{slug}", ShowOne);
    }

    private static async Task<IResult> ShowAll(Visit visit, IChannels channels, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var all = channels.ListAsync(ct);
        await Task.WhenAll(greeting, all);
        return View.Of<ChannelListPage>(new { Visit = visit, Channels = await all });
    }

    private static async Task<IResult> ShowOne(string slug, Visit visit, IChannels channels, ICatalog catalog, IPromotions promotions, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var others = visit.ExtraAsync(channels.ListAsync(ct), [], ct);
        var categories = visit.ExtraAsync(catalog.CategoriesAsync(ct), [], ct);
        var channel = await channels.FindAsync(slug, ct);
        var items = channel is null ? Task.FromResult(ItemCards.None) : catalog.CardsAsync(channel.Floors.SelectMany(floor => floor.Items), ct);
        await Task.WhenAll(greeting, others, categories, items);
        if (channel is null)
            return View.NotFound(visit);
        var offers = await visit.OffersAsync(promotions, (await items).Values, ct);
        return View.Of<ChannelPage>(new
        {
            Visit = visit,
            Channel = channel,
            Items = await items,
            Others = await others,
            Categories = await categories,
            Offers = offers,
        });
    }
}
