using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
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
        app.MapGet("/c/{slug}", ShowCategory);
        app.MapGet("/search", ShowSearch);
    }

    private static async Task<IResult> ShowCategory(
        string slug, string? sort, string? after, Visit visit, ICatalog catalog, IChannels channels, IPromotions promotions, CancellationToken ct)
    {
        var by = SortOf(sort);
        var greeting = visit.GreetAsync(ct);
        var all = visit.ExtraAsync(channels.ListAsync(ct), [], ct);
        var categories = catalog.CategoriesAsync(ct);
        var page = catalog.ListAsync(new ListQuery(slug, by, after, PageSize), ct);
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
        var by = SortOf(sort);
        var greeting = visit.GreetAsync(ct);
        var page = words.Length == 0
            ? Task.FromResult(new ItemPage([], null))
            : catalog.SearchAsync(new SearchQuery(words, by, after, PageSize), ct);
        await Task.WhenAll(greeting, page);
        var offers = await visit.OffersAsync(promotions, (await page).Items, ct);
        return View.Of<SearchPage>(new { Visit = visit, Words = words, Sort = by, After = after, Page = await page, Offers = offers });
    }

    public static ItemSort SortOf(string? text) => Enum.TryParse<ItemSort>(text, out var sort) && Enum.IsDefined(sort) ? sort : ItemSort.Hot;
}
