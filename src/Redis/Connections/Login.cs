using Seawall.Redis.Resp;

namespace Seawall.Redis.Connections;

/// <summary>
/// The first words on a connection: protocol, user, name, database (https://redis.io/docs/latest/commands/hello/).
/// A server that does not know HELLO, or not this protocol, is spoken to in RESP2.
/// </summary>
internal static class Login
{
    public static async Task RunAsync(RedisConnection connection, RedisClientOptions options, CancellationToken ct)
    {
        try
        {
            if (options.Protocol < 3 || !await TryHelloAsync(connection, options, ct).ConfigureAwait(false))
                await AuthAsync(connection, options, ct).ConfigureAwait(false);
            if (options.Database != 0)
                await connection.SendAsync(["SELECT", options.Database], Replies.Ok, ct).ConfigureAwait(false);
        }
        catch (RedisException e)
        {
            throw new IOException($"the login of user {options.User ?? "default"} was refused: {e.Message}", e);
        }
    }

    private static async Task<bool> TryHelloAsync(RedisConnection connection, RedisClientOptions options, CancellationToken ct)
    {
        try
        {
            if (options.Password is { } password)
                await connection.SendAsync(["HELLO", 3, "AUTH", options.User ?? "default", password, "SETNAME", options.Name], Replies.Ignore, ct).ConfigureAwait(false);
            else
                await connection.SendAsync(["HELLO", 3, "SETNAME", options.Name], Replies.Ignore, ct).ConfigureAwait(false);
            return true;
        }
        catch (RedisException e) when (e.Code is "ERR" or "NOPROTO")
        {
            return false;
        }
    }

    private static async Task AuthAsync(RedisConnection connection, RedisClientOptions options, CancellationToken ct)
    {
        if (options.Password is { } password)
        {
            if (options.User is { } user)
                await connection.SendAsync(["AUTH", user, password], Replies.Ok, ct).ConfigureAwait(false);
            else
                await connection.SendAsync(["AUTH", password], Replies.Ok, ct).ConfigureAwait(false);
        }
        // The name is a courtesy: a server that refuses it serves all the same.
        await connection.SendAsync(["CLIENT", "SETNAME", options.Name], Replies.Ignore, ct).ConfigureAwait(false);
    }
}
