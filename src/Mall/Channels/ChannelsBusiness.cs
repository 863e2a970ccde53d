using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Features;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.Http;
using Seawall.Redis;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Channels;

/// <summary>Pages of floors for one field of the mall.</summary>
public static class ChannelsBusiness
{
    /// <summary>Its name: schema, login and key of its database and cache.</summary>
    public const string Name = "channels";

    /// <summary>Hosts the business in this process; without a cache every answer comes from the database. It asks the catalog for what its rules find.</summary>
    public static IServiceCollection AddChannels(this IServiceCollection services, SeawallDataOptions database, RedisClientOptions? cache) =>
        services.AddSeawallDatabase(Name, database).AddSeawallCache(Name, cache, ContractJson.Options).AddSingleton<IChannels, LocalChannels>();

    /// <summary>Serves <see cref="ChannelsClient"/>; for services only.</summary>
    public static void MapChannels(this IEndpointRouteBuilder app)
    {
        var channels = app.MapGroup("/channels");
        channels.MapGet("", (IChannels service, CancellationToken ct) => service.ListAsync(ct)).WithFeature(ChannelsFeatures.Pages.Feature);
        channels.MapGet("/{slug}", async Task<Results<Ok<Channel>, NotFound>> (string slug, IChannels service, CancellationToken ct) =>
            await service.FindAsync(slug, ct) is { } channel ? TypedResults.Ok(channel) : TypedResults.NotFound()).WithFeature(ChannelsFeatures.Pages.Feature);
    }
}
