using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Features;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Reviews.Lists;
using Seawall.Mall.Reviews.Ratings;
using Seawall.Mall.Reviews.Writing;
using Seawall.Redis;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Reviews;

/// <summary>What buyers say of items and shops.</summary>
public static class ReviewsBusiness
{
    /// <summary>Its name: schema, login and key of its database and cache.</summary>
    public const string Name = "reviews";

    /// <summary>Hosts the business in this process; it asks trade whose an order line is and the catalog whose an item is.</summary>
    public static IServiceCollection AddReviews(this IServiceCollection services, SeawallDataOptions database, RedisClientOptions? cache)
    {
        services.AddSeawallDatabase(Name, database).AddSeawallCache(Name, cache, ContractJson.Options);
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<ReviewLists>()
            .AddSingleton<ShopRatings>()
            .AddSingleton<ReviewWriting>()
            .AddSingleton<IReviews, LocalReviews>();
    }

    /// <summary>Serves <see cref="ReviewsClient"/>; for services only, since it takes the caller's word for who the buyer is.</summary>
    public static void MapReviews(this IEndpointRouteBuilder app)
    {
        var reviews = app.MapGroup("/reviews");
        reviews.MapGet("/items/{item:long}", (long item, StarsFilter stars, int count, string? after, IReviews service, CancellationToken ct) =>
            service.ListAsync(new ReviewQuery(item, stars, after, count), ct));
        reviews.MapGet("/counts", (long[] id, IReviews service, CancellationToken ct) => service.CountsAsync(id, ct)).WithFeature(ReviewsFeatures.Counts.Feature);
        reviews.MapGet("/ratings", (long[] id, IReviews service, CancellationToken ct) => service.RatingsAsync(id, ct)).WithFeature(ReviewsFeatures.Ratings.Feature);
        reviews.MapGet("/orders/{order:long}", (long order, IReviews service, CancellationToken ct) => service.ReviewedAsync(order, ct));
        reviews.MapPost("", (NewReview body, IReviews service, CancellationToken ct) => service.WriteAsync(body, ct)).WithFeature(ReviewsFeatures.Writing.Feature);
    }
}
