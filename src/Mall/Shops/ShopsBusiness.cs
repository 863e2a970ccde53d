using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Redis;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Shops;

/// <summary>The shop center.</summary>
public static class ShopsBusiness
{
    /// <summary>Its name: schema, login and key of its database and cache.</summary>
    public const string Name = "shops";

    /// <summary>Hosts the business in this process; without a cache every answer comes from the database.</summary>
    public static IServiceCollection AddShops(this IServiceCollection services, SeawallDataOptions database, RedisClientOptions? cache) =>
        services.AddSeawallDatabase(Name, database).AddSeawallCache(Name, cache, ContractJson.Options);

    /// <summary>Serves its contract; for services only.</summary>
    public static void MapShops(this IEndpointRouteBuilder app) => app.MapGroup("/shops");
}
