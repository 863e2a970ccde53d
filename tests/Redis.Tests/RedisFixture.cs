using Seawall.Redis.Resp;
using Seawall.Testing;

namespace Seawall.Redis.Tests;

/// <summary>One server and one client on it, for tests that leave both whole.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public PrivateRedis Server { get; private set; } = null!;

    public RedisClient Client { get; private set; } = null!;

    public RedisClientOptions Options => OptionsOf(Server);

    public static RedisClientOptions OptionsOf(PrivateRedis server) => new()
    {
        Port = server.Port,
        Password = server.Password,
        CommandTimeout = TimeSpan.FromSeconds(10),
    };

    public async Task InitializeAsync()
    {
        Server = await PrivateRedis.StartAsync();
        Client = await RedisClient.ConnectAsync(Options, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>Shorter words for tests.</summary>
internal static class Ask
{
    public static ValueTask<RespValue> AskAsync(this IRedis redis, params RedisArgument[] command) => redis.ExecuteAsync(command, CancellationToken.None);

    public static ValueTask<bool> SetAsync(this IRedis redis, RedisArgument key, RedisArgument value) =>
        redis.SetAsync(key, value, null, onlyIfAbsent: false, CancellationToken.None);

    public static ValueTask<string?> TextAsync(this IRedis redis, RedisArgument key) => redis.GetTextAsync(key, CancellationToken.None);

    /// <summary>Waits for something that must come soon, and says what did not.</summary>
    public static async Task<T> SoonAsync<T>(this Task<T> task, string what)
    {
        await ((Task)task).SoonAsync(what);
        return await task;
    }

    public static async Task SoonAsync(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(TimeSpan.FromSeconds(15));
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{what}: expected within 15 s, did not come", e);
        }
    }
}
