using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Kernel;

namespace Seawall.Redis.Caching;

/// <summary>The lines by which a business gets its cache and a process shows its figures.</summary>
public static class CacheHosting
{
    /// <summary>
    /// Adds a <see cref="BusinessCache"/> under the name of its business; resolve it by that key. Without a server every call loads.
    /// Its connection ends with the provider. Calls that the provider's <see cref="CallIsRehearsal"/> knows as a rehearsal's read the cache and change nothing in it.
    /// </summary>
    public static IServiceCollection AddSeawallCache(
        this IServiceCollection services, string business, RedisClientOptions? server, JsonSerializerOptions json, CacheOptions? options = null)
    {
        json.MakeReadOnly(populateMissingResolver: true);
        services.AddKeyedSingleton(business, (provider, _) => Create(business, server, json, options ?? new CacheOptions(), provider.GetService<CallIsRehearsal>(), provider.GetService<EnterDependency>(), provider.GetService<DependencyUsed>()));
        return services.AddSingleton(provider => provider.GetRequiredKeyedService<BusinessCache>(business));
    }

    /// <summary>
    /// Maps <c>/cache</c>: the figures of every cache of this process, by business. Where strangers connect, <paramref name="thisMachineOnly"/>
    /// answers 404 to all but direct calls from this machine.
    /// </summary>
    public static void MapSeawallCacheFigures(this IEndpointRouteBuilder app, bool thisMachineOnly = false) =>
        app.MapGet("/cache", (HttpContext http) =>
            thisMachineOnly && !DirectCall.IsFromThisMachine(http)
                ? Results.NotFound()
                : Results.Json(http.RequestServices.GetServices<BusinessCache>().ToDictionary(cache => cache.Business, cache => cache.Figures)));

    private static BusinessCache Create(string business, RedisClientOptions? server, JsonSerializerOptions json, CacheOptions options, CallIsRehearsal? isRehearsal, EnterDependency? enter, DependencyUsed? used)
    {
        var meter = new CacheMeter(business);
        if (server is null)
            return new BusinessCache(meter, null);
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        return new BusinessCache(meter, new CacheStore(business, new RedisClient(server), options, json, random, meter, enter, used), isRehearsal);
    }
}
