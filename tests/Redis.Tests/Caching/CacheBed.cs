using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Redis.Caching;
using Seawall.Testing;

namespace Seawall.Redis.Tests.Caching;

/// <summary>A server of its own, a business's cache on it as a process hosts it, and a client to look behind it.</summary>
internal sealed class CacheBed : IAsyncDisposable
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ServiceProvider _provider;

    private CacheBed(PrivateRedis server, ServiceProvider provider, RedisClient client)
    {
        Server = server;
        _provider = provider;
        Client = client;
    }

    public PrivateRedis Server { get; }

    public RedisClient Client { get; }

    public BusinessCache Cache => _provider.GetRequiredKeyedService<BusinessCache>("shop");

    public CacheFigures Figures => Cache.Figures;

    public static async Task<CacheBed> StartAsync(CacheOptions? options = null)
    {
        var server = await PrivateRedis.StartAsync();
        var bed = new CacheBed(
            server,
            new ServiceCollection()
                .AddSeawallCache("shop", RedisFixture.OptionsOf(server), new JsonSerializerOptions(JsonSerializerDefaults.Web), options ?? new CacheOptions { SoftTimeout = TimeSpan.FromSeconds(5) })
                .BuildServiceProvider(),
            await RedisClient.ConnectAsync(RedisFixture.OptionsOf(server), CancellationToken.None));
        await bed.ConnectedAsync();
        return bed;
    }

    /// <summary>Done when the cache's own client is connected.</summary>
    public async Task ConnectedAsync()
    {
        while (!Figures.Server!.Connected)
            await Task.Yield();
    }

    /// <summary>What the cache wrote is in the server: its connection answers in order.</summary>
    public async Task<string?> KeptAsync(string key)
    {
        await Cache.RemoveAsync(["no-such-key"], CancellationToken.None);
        return await Client.TextAsync("shop:" + key);
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
