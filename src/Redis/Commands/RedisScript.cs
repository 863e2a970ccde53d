using System.Security.Cryptography;
using System.Text;
using Seawall.Redis.Resp;

namespace Seawall.Redis;

/// <summary>A Lua script and the hash by which servers know it (https://redis.io/docs/latest/develop/programmability/eval-intro/).</summary>
public sealed record RedisScript(string Text)
{
    /// <summary>SHA-1 of the text in lower-case hexadecimal, as EVALSHA wants it; a name, not a protection.</summary>
    public string Sha1 { get; } = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(Text)));
}

/// <summary>Running scripts.</summary>
public static class RedisScripting
{
    /// <summary>
    /// Runs a script by its hash; a server that does not know it gets the text, once. All <paramref name="keys"/> it touches must be named,
    /// in a cluster of one slot.
    /// </summary>
    public static async ValueTask<T> EvaluateAsync<T>(
        this IRedis redis, RedisScript script, RedisArgument[] keys, RedisArgument[] arguments, ReplyReader<T> read, CancellationToken ct)
    {
        try
        {
            return await redis.SendAsync(["EVALSHA", script.Sha1, keys.Length, .. keys, .. arguments], read, null, ct).ConfigureAwait(false);
        }
        catch (RedisException e) when (e.Code == "NOSCRIPT")
        {
            // EVAL runs it and makes the server know it in one step.
            return await redis.SendAsync(["EVAL", script.Text, keys.Length, .. keys, .. arguments], read, null, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a script; its result as a tree.</summary>
    public static ValueTask<RespValue> EvaluateAsync(
        this IRedis redis, RedisScript script, RedisArgument[] keys, RedisArgument[] arguments, CancellationToken ct) =>
        redis.EvaluateAsync(script, keys, arguments, Replies.Value, ct);
}
