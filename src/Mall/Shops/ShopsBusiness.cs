using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Features;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Shops.Followers;
using Seawall.Mall.Shops.Pages;
using Seawall.Redis;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Shops;

/// <summary>The shop center: the shops, who follows them, and the pages their owners decorate.</summary>
public static class ShopsBusiness
{
    /// <summary>Its name: schema, login and key of its database and cache.</summary>
    public const string Name = "shops";

    /// <summary>Hosts the business in this process; without a cache every answer comes from the database.</summary>
    public static IServiceCollection AddShops(this IServiceCollection services, SeawallDataOptions database, RedisClientOptions? cache)
    {
        services.AddSeawallDatabase(Name, database).AddSeawallCache(Name, cache, ContractJson.Options);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<ShopFollowers>().AddSingleton<PagePublisher>().AddSingleton<IShops, LocalShops>();
    }

    /// <summary>Serves <see cref="ShopsClient"/>; for services only, since it takes the caller's word for who the buyer is.</summary>
    public static void MapShops(this IEndpointRouteBuilder app)
    {
        var shops = app.MapGroup("/shops");
        shops.MapGet("/list", (int count, string? category, string? after, IShops service, CancellationToken ct) =>
            service.ListAsync(new ShopQuery(category, after, count), ct));
        shops.MapGet("/cards", (long[] id, IShops service, CancellationToken ct) => service.ShopsAsync(id, ct)).WithFeature(ShopsFeatures.Card.Feature);

        var one = shops.MapGroup("/{shop:long}");
        one.MapGet("", async Task<Results<Ok<Shop>, NotFound>> (long shop, IShops service, CancellationToken ct) =>
            await service.FindAsync(shop, ct) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound());
        one.MapGet("/followers/{buyer:long}", (long shop, long buyer, IShops service, CancellationToken ct) =>
            service.FollowsAsync(buyer, shop, ct)).WithFeature(ShopsFeatures.Follow.Feature);
        one.MapPut("/followers/{buyer:long}", (long shop, long buyer, FollowBody body, IShops service, CancellationToken ct) =>
            service.FollowAsync(buyer, shop, body.Follow, ct)).WithFeature(ShopsFeatures.Follow.Feature);
        one.MapPost("/page", (long shop, PublishBody body, IShops service, CancellationToken ct) =>
            service.PublishAsync(body.Buyer, shop, body.Sections, ct)).WithFeature(ShopsFeatures.Publish.Feature);
    }
}
