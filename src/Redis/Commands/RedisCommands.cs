using System.Buffers;
using Seawall.Redis.Resp;

namespace Seawall.Redis;

/// <summary>The commands that the site needs, typed; any other goes through <see cref="ExecuteAsync"/> (https://redis.io/docs/latest/commands/).</summary>
public static class RedisCommands
{
    /// <summary>Any command; the reply as a tree.</summary>
    public static ValueTask<RespValue> ExecuteAsync(this IRedis redis, ReadOnlySpan<RedisArgument> command, CancellationToken ct) =>
        redis.SendAsync(command, Replies.Value, null, ct);

    /// <summary>Asks for a sign of life.</summary>
    public static ValueTask<bool> PingAsync(this IRedis redis, CancellationToken ct) =>
        redis.SendAsync(["PING"], Replies.Ok, null, ct);

    /// <summary>A key's value; null when there is none.</summary>
    public static ValueTask<byte[]?> GetAsync(this IRedis redis, RedisArgument key, CancellationToken ct) =>
        redis.SendAsync(["GET", key], Replies.Bytes, null, ct);

    /// <summary>A key's value as UTF-8 text; null when there is none.</summary>
    public static ValueTask<string?> GetTextAsync(this IRedis redis, RedisArgument key, CancellationToken ct) =>
        redis.SendAsync(["GET", key], Replies.Text, null, ct);

    /// <summary>A key's value in rented memory.</summary>
    public static ValueTask<RedisLease> GetLeaseAsync(this IRedis redis, RedisArgument key, CancellationToken ct) =>
        redis.SendAsync(["GET", key], Replies.Lease, null, ct);

    /// <summary>The values of keys, in their order; null where there is none. In a cluster the keys must share a slot.</summary>
    public static ValueTask<byte[]?[]> GetManyAsync(this IRedis redis, ReadOnlySpan<RedisArgument> keys, CancellationToken ct) =>
        redis.SendAsync("MGET", keys, Replies.ManyBytes, null, ct);

    /// <summary>Sets a value, for <paramref name="lifetime"/> (whole milliseconds) or for ever; false when <paramref name="onlyIfAbsent"/> and it was there.</summary>
    public static ValueTask<bool> SetAsync(
        this IRedis redis, RedisArgument key, RedisArgument value, TimeSpan? lifetime, bool onlyIfAbsent, CancellationToken ct) =>
        (lifetime, onlyIfAbsent) switch
        {
            ({ } time, true) => redis.SendAsync(["SET", key, value, "PX", Milliseconds(time), "NX"], Replies.Ok, null, ct),
            ({ } time, false) => redis.SendAsync(["SET", key, value, "PX", Milliseconds(time)], Replies.Ok, null, ct),
            (null, true) => redis.SendAsync(["SET", key, value, "NX"], Replies.Ok, null, ct),
            (null, false) => redis.SendAsync(["SET", key, value], Replies.Ok, null, ct),
        };

    /// <summary>Deletes keys; how many there were. In a cluster they must share a slot.</summary>
    public static ValueTask<long> DeleteAsync(this IRedis redis, ReadOnlySpan<RedisArgument> keys, CancellationToken ct) =>
        redis.SendAsync("DEL", keys, Replies.Integer, null, ct);

    /// <summary>Adds to a number, 0 where there is none; the sum.</summary>
    public static ValueTask<long> IncrementAsync(this IRedis redis, RedisArgument key, long by, CancellationToken ct) =>
        redis.SendAsync(["INCRBY", key, by], Replies.Integer, null, ct);

    /// <summary>Gives a key a lifetime from now (whole milliseconds); false when there is no such key.</summary>
    public static ValueTask<bool> ExpireAsync(this IRedis redis, RedisArgument key, TimeSpan lifetime, CancellationToken ct) =>
        redis.SendAsync(["PEXPIRE", key, Milliseconds(lifetime)], Replies.One, null, ct);

    /// <summary>Sets a field of a hash; true when it is new.</summary>
    public static ValueTask<bool> SetFieldAsync(this IRedis redis, RedisArgument key, RedisArgument field, RedisArgument value, CancellationToken ct) =>
        redis.SendAsync(["HSET", key, field, value], Replies.One, null, ct);

    /// <summary>A field of a hash; null when there is none.</summary>
    public static ValueTask<byte[]?> GetFieldAsync(this IRedis redis, RedisArgument key, RedisArgument field, CancellationToken ct) =>
        redis.SendAsync(["HGET", key, field], Replies.Bytes, null, ct);

    /// <summary>All fields of a hash; none when there is no hash.</summary>
    public static ValueTask<Dictionary<string, byte[]>> GetFieldsAsync(this IRedis redis, RedisArgument key, CancellationToken ct) =>
        redis.SendAsync(["HGETALL", key], Replies.Fields, null, ct);

    /// <summary>Publishes a message; how many subscribers of this server got it.</summary>
    public static ValueTask<long> PublishAsync(this IRedis redis, RedisArgument channel, RedisArgument message, CancellationToken ct) =>
        redis.SendAsync(["PUBLISH", channel, message], Replies.Integer, null, ct);

    /// <summary>A command's name before its keys.</summary>
    internal static ValueTask<T> SendAsync<T>(
        this IRedis redis, RedisArgument name, ReadOnlySpan<RedisArgument> keys, ReplyReader<T> read, TimeSpan? timeout, CancellationToken ct)
    {
        var words = ArrayPool<RedisArgument>.Shared.Rent(keys.Length + 1);
        try
        {
            words[0] = name;
            keys.CopyTo(words.AsSpan(1));
            return redis.SendAsync(words.AsSpan(0, keys.Length + 1), read, timeout, ct);
        }
        finally
        {
            ArrayPool<RedisArgument>.Shared.Return(words, clearArray: true);
        }
    }

    internal static long Milliseconds(TimeSpan lifetime) => Math.Max(1, (long)lifetime.TotalMilliseconds);
}
