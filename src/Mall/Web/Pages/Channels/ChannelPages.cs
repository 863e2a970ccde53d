using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages.Channels;

/// <summary>The channels: all of them, and each with its floors.</summary>
internal static class ChannelPages
{
    private const int BestItems = 12;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/channels", ShowAll).Needs(ChannelsFeatures.Pages);
        app.MapGet("/channels/{slug}", ShowOne).Needs(ChannelsFeatures.Pages);
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
        var others = visit.PartAsync([ChannelsFeatures.Links], () => channels.ListAsync(ct), [], ct);
        var categories = visit.ExtraAsync(catalog.CategoriesAsync(ct), [], ct);
        var channel = await channels.FindAsync(slug, ct);
        if (channel is not null && !visit.Has(ChannelsFeatures.Floors))
            channel = channel with { Floors = await visit.ExtraAsync(BestAsync(channel.Card, catalog, visit.T["channel.best"], ct), [], ct) };
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

    private static async Task<IReadOnlyList<ChannelFloor>> BestAsync(ChannelCard channel, ICatalog catalog, string title, CancellationToken ct)
    {
        if (channel.Categories is not [var first, ..])
            return [];
        var best = await catalog.ListAsync(new ListQuery(first, ItemSort.Hot, null, BestItems), ct);
        return [new ChannelFloor(new LocalText(title, title), "grid", [.. best.Items.Select(item => item.Id)])];
    }
}
