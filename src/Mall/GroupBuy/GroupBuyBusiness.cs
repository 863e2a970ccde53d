using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Seawall.Client.Features;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.GroupBuy.Deals;
using Seawall.Mall.GroupBuy.Parties;
using Seawall.Redis;
using Seawall.Redis.Caching;

namespace Seawall.Mall.GroupBuy;

/// <summary>Deals and the parties that gather for them.</summary>
public static class GroupBuyBusiness
{
    /// <summary>Its name: schema, login and key of its database and cache.</summary>
    public const string Name = "groupbuy";

    /// <summary>Hosts the business in this process; without a cache every answer comes from the database.</summary>
    public static IServiceCollection AddGroupBuy(this IServiceCollection services, SeawallDataOptions database, RedisClientOptions? cache)
    {
        services.AddSeawallDatabase(Name, database).AddSeawallCache(Name, cache, ContractJson.Options);
        services.TryAddSingleton(TimeProvider.System);
        SoldCounting.Add(services);
        return services
            .AddSingleton<DealBook>()
            .AddSingleton<PartyJoining>()
            .AddSingleton<IGroupBuy, LocalGroupBuy>();
    }

    /// <summary>Serves <see cref="GroupBuyClient"/>; for services only, since it takes the caller's word for who the buyer is.</summary>
    public static void MapGroupBuy(this IEndpointRouteBuilder app)
    {
        var groups = app.MapGroup("/groupbuy");
        groups.MapGet("/home", (IGroupBuy service, CancellationToken ct) => service.HomeAsync(ct));
        groups.MapGet("/deals", (int count, string? category, string? after, IGroupBuy service, CancellationToken ct) =>
            service.ListAsync(new DealQuery(category, after, count), ct)).WithFeature(GroupBuyFeatures.List.Feature);
        groups.MapGet("/deals/{deal:long}", async Task<Results<Ok<GroupDeal>, NotFound>> (long deal, IGroupBuy service, CancellationToken ct) =>
            await service.FindAsync(deal, ct) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound()).WithFeature(GroupBuyFeatures.Detail.Feature);
        groups.MapPost("/seats", (JoinParty body, IGroupBuy service, CancellationToken ct) => service.JoinAsync(body, ct)).WithFeature(GroupBuyFeatures.Join.Feature);
        groups.MapGet("/buyers/{buyer:long}/seats", (long buyer, IGroupBuy service, CancellationToken ct) => service.SeatsOfAsync(buyer, ct)).WithFeature(GroupBuyFeatures.Seats.Feature);
    }
}
