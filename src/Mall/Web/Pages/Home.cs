using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>The shop window.</summary>
internal static class Home
{
    private const int HotItems = 24;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/", Show);

    private static async Task<IResult> Show(Visit visit, ICatalog catalog, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var categories = catalog.CategoriesAsync(ct);
        var hot = catalog.HotAsync(HotItems, ct);
        await Task.WhenAll(greeting, categories, hot);
        return View.Of<HomePage>(new { Visit = visit, Categories = await categories, Hot = await hot });
    }
}
