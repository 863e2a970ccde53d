using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Redis;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Reviews;

/// <summary>What buyers say of items and shops.</summary>
public static class ReviewsBusiness
{
    /// <summary>Its name: schema, login and key of its database and cache.</summary>
    public const string Name = "reviews";

    /// <summary>Hosts the business in this process; without a cache every answer comes from the database.</summary>
    public static IServiceCollection AddReviews(this IServiceCollection services, SeawallDataOptions database, RedisClientOptions? cache) =>
        services.AddSeawallDatabase(Name, database).AddSeawallCache(Name, cache, ContractJson.Options);

    /// <summary>Serves its contract; for services only.</summary>
    public static void MapReviews(this IEndpointRouteBuilder app) => app.MapGroup("/reviews");
}
