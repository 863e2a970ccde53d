using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Features;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The lists: a category, and a search.</summary>
internal static class Lists
{
    private const int PageSize = 24;
    private const int LongestSearch = 60;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/c/{slug}", ShowCategory).Needs(CatalogFeatures.Browse);
        app.MapGet("/search", ShowSearch).RunsAs(CatalogFeatures.Search.Feature);
    }

    private static async Task<IResult> ShowCategory(
        string slug, string? sort, string? after, Visit visit, ICatalog catalog, IChannels channels, IPromotions promotions, CancellationToken ct)
    {
        var by = SortOf(visit, sort);
        var greeting = visit.GreetAsync(ct);
        var all = visit.PartAsync([ChannelsFeatures.Links, ChannelsFeatures.Pages], () => channels.ListAsync(ct), [], ct);
        var categories = catalog.CategoriesAsync(ct);
        var page = catalog.ListAsync(new ListQuery(slug, by, AfterOf(visit, after), PageSize), ct);
        await Task.WhenAll(greeting, all, categories, page);
        if ((await categories).FirstOrDefault(category => category.Slug == slug) is not { } found)
            return View.NotFound(visit);
        return View.Of<CategoryPage>(new
        {
            Visit = visit,
            Category = found,
            Categories = await categories,
            Channel = (await all).FirstOrDefault(channel => channel.Categories.Contains(slug)),
            Sort = by,
            After = after,
            Page = await page,
            Offers = await visit.OffersAsync(promotions, (await page).Items, ct),
        });
    }

    private static async Task<IResult> ShowSearch(string? q, string? sort, string? after, Visit visit, ICatalog catalog, IPromotions promotions, CancellationToken ct)
    {
        var words = (q ?? "").Trim();
        if (words.Length > LongestSearch)
            words = words[..LongestSearch];
        var by = SortOf(visit, sort);
        var rests = !visit.Has(CatalogFeatures.Search);
        var greeting = visit.GreetAsync(ct);
        var page = rests ? PopularAsync(catalog, ct)
            : words.Length == 0 ? Task.FromResult(new ItemPage([], null))
            : catalog.SearchAsync(new SearchQuery(words, by, AfterOf(visit, after), PageSize), ct);
        await Task.WhenAll(greeting, page);
        var offers = await visit.OffersAsync(promotions, (await page).Items, ct);
        return View.Of<SearchPage>(new { Visit = visit, Words = words, Sort = by, After = after, Page = await page, Offers = offers, Rests = rests });
    }

    public static ItemSort SortOf(Visit visit, string? text) => visit.Has(CatalogFeatures.Sort) ? SortOf(text) : ItemSort.Hot;

    /// <summary>Where a list's page begins; at the start while later pages are off.</summary>
    public static string? AfterOf(Visit visit, string? after) => visit.Has(CatalogFeatures.LaterPages) ? after : null;

    private static async Task<ItemPage> PopularAsync(ICatalog catalog, CancellationToken ct) => new(await catalog.HotAsync(PageSize, ct), null);

    private static ItemSort SortOf(string? text) => Enum.TryParse<ItemSort>(text, out var sort) && Enum.IsDefined(sort) ? sort : ItemSort.Hot;
}
