using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Features;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Catalog.Items;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Http;
using Seawall.Redis;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Catalog;

/// <summary>The catalog business: categories, items, prices, search by name.</summary>
public static class CatalogBusiness
{
    /// <summary>Its name: schema, login and key of its database.</summary>
    public const string Name = "catalog";

    /// <summary>Hosts the business in this process.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services, SeawallDataOptions database, RedisClientOptions? cache) =>
        services.AddSeawallDatabase(Name, database).AddSeawallCache(Name, cache, ContractJson.Options).AddSingleton<ICatalog, LocalCatalog>();

    /// <summary>Serves <see cref="CatalogClient"/>; for services only.</summary>
    public static void MapCatalog(this IEndpointRouteBuilder app)
    {
        var catalog = app.MapGroup("/catalog");
        catalog.MapGet("/categories", (ICatalog service, CancellationToken ct) => service.CategoriesAsync(ct));
        catalog.MapGet("/hot", (int count, ICatalog service, CancellationToken ct) => service.HotAsync(count, ct));
        catalog.MapGet("/categories/{slug}/items", (string slug, ItemSort sort, int count, string? after, ICatalog service, CancellationToken ct) =>
            service.ListAsync(new ListQuery(slug, sort, after, count), ct));
        catalog.MapGet("/search", (string words, ItemSort sort, int count, string? after, ICatalog service, CancellationToken ct) =>
            service.SearchAsync(new SearchQuery(words, sort, after, count), ct)).WithFeature(CatalogFeatures.Search.Feature);
        catalog.MapGet("/shops/{shop:long}/items", (long shop, ItemSort sort, int count, string? after, ICatalog service, CancellationToken ct) =>
            service.ShopItemsAsync(new ShopItemsQuery(shop, sort, after, count), ct));
        catalog.MapGet("/items", (long[] id, ICatalog service, CancellationToken ct) => service.ItemsAsync(id, ct));
        catalog.MapGet("/items/{id:long}", async Task<Results<Ok<ItemDetail>, NotFound>> (long id, ICatalog service, CancellationToken ct) =>
            await service.FindItemAsync(id, ct) is { } item ? TypedResults.Ok(item) : TypedResults.NotFound());
    }
}
