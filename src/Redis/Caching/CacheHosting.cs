using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Seawall.Redis.Caching;

/// <summary>The line by which a business gets its cache.</summary>
public static class CacheHosting
{
    /// <summary>Adds a <see cref="BusinessCache"/> under the name of its business; resolve it by that key. Without a server every call loads.</summary>
    public static IServiceCollection AddSeawallCache(
        this IServiceCollection services, string business, RedisClientOptions? server, JsonSerializerOptions json) =>
        services.AddKeyedSingleton(business, (_, _) => new BusinessCache());
}
