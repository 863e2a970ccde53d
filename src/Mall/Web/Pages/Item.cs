using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Web.Shell;

namespace Seawall.Mall.Web.Pages;

/// <summary>One item, with the stock of this moment.</summary>
internal static class Item
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/items/{id:long}", Show);

    private static async Task<IResult> Show(long id, Visit visit, ICatalog catalog, ITrade trade, CancellationToken ct)
    {
        var greeting = visit.GreetAsync(ct);
        var item = catalog.FindItemAsync(id, ct);
        var available = trade.AvailableAsync(id, ct);
        await Task.WhenAll(greeting, item, available);
        return await item is { } found
            ? View.Of<ItemView>(new { Visit = visit, Item = found, Available = await available })
            : View.NotFound(visit);
    }
}
