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
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Promotions.Activities;
using Seawall.Mall.Promotions.Coupons;
using Seawall.Mall.Promotions.Offers;
using Seawall.Redis;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Promotions;

/// <summary>Item discounts, shop offers, activities and coupons.</summary>
public static class PromotionsBusiness
{
    /// <summary>Its name: schema, login and key of its database and cache.</summary>
    public const string Name = "promotions";

    /// <summary>Hosts the business in this process; without a cache every answer comes from the database.</summary>
    public static IServiceCollection AddPromotions(this IServiceCollection services, SeawallDataOptions database, RedisClientOptions? cache)
    {
        services.AddSeawallDatabase(Name, database).AddSeawallCache(Name, cache, ContractJson.Options);
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<ActivityPages>()
            .AddSingleton<RunningOffers>()
            .AddSingleton<CouponBook>()
            .AddSingleton<CouponClaims>()
            .AddSingleton<CouponUses>()
            .AddSingleton<IPromotions, LocalPromotions>();
    }

    /// <summary>Serves <see cref="PromotionsClient"/>; for services only, since it takes the caller's word for who the buyer is.</summary>
    public static void MapPromotions(this IEndpointRouteBuilder app)
    {
        var promotions = app.MapGroup("/promotions");
        promotions.MapGet("/activities", (IPromotions service, CancellationToken ct) => service.ActivitiesAsync(ct)).WithFeature(PromotionsFeatures.Activities.Feature);
        promotions.MapGet("/activities/{slug}", async Task<Results<Ok<Activity>, NotFound>> (string slug, IPromotions service, CancellationToken ct) =>
            await service.FindActivityAsync(slug, ct) is { } activity ? TypedResults.Ok(activity) : TypedResults.NotFound()).WithFeature(PromotionsFeatures.Activities.Feature);
        promotions.MapGet("/item-offers", (long[] id, IPromotions service, CancellationToken ct) => service.ItemOffersAsync(id, ct)).WithFeature(PromotionsFeatures.ItemOffers.Feature);
        promotions.MapGet("/shops/{shop:long}/offers", (long shop, IPromotions service, CancellationToken ct) => service.ShopOffersAsync(shop, ct)).WithFeature(PromotionsFeatures.ShopOffers.Feature);
        promotions.MapPost("/price", (PriceRequest body, IPromotions service, CancellationToken ct) => service.PriceAsync(body, ct)).WithFeature(PromotionsFeatures.Pricing.Feature);
        promotions.MapGet("/coupons", (long? shop, IPromotions service, CancellationToken ct) => service.CouponsAsync(shop, ct)).WithFeature(PromotionsFeatures.Coupons.Feature);
        promotions.MapPost("/coupons/claims", (CouponClaim body, IPromotions service, CancellationToken ct) => service.ClaimAsync(body, ct)).WithFeature(PromotionsFeatures.Claim.Feature);
        promotions.MapPost("/coupons/fitting", (PriceRequest body, IPromotions service, CancellationToken ct) => service.FittingCouponsAsync(body, ct)).WithFeature(PromotionsFeatures.Fitting.Feature);
        promotions.MapPost("/coupons/uses", (CouponUse body, IPromotions service, CancellationToken ct) => service.UseCouponAsync(body, ct));
        promotions.MapPost("/coupons/returns", (CouponUse body, IPromotions service, CancellationToken ct) => service.ReturnCouponAsync(body, ct));
        promotions.MapGet("/buyers/{buyer:long}/coupons", (long buyer, IPromotions service, CancellationToken ct) => service.CouponsOfAsync(buyer, ct)).WithFeature(PromotionsFeatures.Mine.Feature);
    }
}
