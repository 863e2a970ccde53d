using Seawall.Redis.Resp;

namespace Seawall.Redis;

/// <summary>Makes a command's result from its reply; it runs on the connection's reader and must be short. The reader stands before the first element.</summary>
public delegate T ReplyReader<out T>(ref RespReader reply);

/// <summary>
/// Where commands are sent: one server (<see cref="RedisClient"/>) or a cluster.
/// Errors: <see cref="RedisException"/> (the server's), <see cref="RedisTimeoutException"/>, <see cref="RedisUnavailableException"/>.
/// </summary>
public interface IRedis
{
    /// <summary>Sends a command and reads its reply; <paramref name="timeout"/> null means the client's own. The words are copied before this returns.</summary>
    ValueTask<T> SendAsync<T>(ReadOnlySpan<RedisArgument> command, ReplyReader<T> read, TimeSpan? timeout, CancellationToken ct);
}
