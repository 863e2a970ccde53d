using System.Globalization;
using Seawall.Redis.Resp;

namespace Seawall.Redis.Cluster;

/// <summary>The key by which a command finds its node: the first argument, except where a command has its keys elsewhere or none.</summary>
internal static class CommandKey
{
    public static RedisArgument? Of(ReadOnlySpan<RedisArgument> command) => command[0].ToString().ToUpperInvariant() switch
    {
        "EVAL" or "EVALSHA" or "EVAL_RO" or "EVALSHA_RO" or "FCALL" or "FCALL_RO" => command.Length > 3 && KeyCount(command[2]) > 0 ? command[3] : default(RedisArgument?),
        "PING" or "ECHO" or "INFO" or "TIME" or "CLUSTER" or "CONFIG" or "CLIENT" or "SCRIPT" or "ACL" or "DBSIZE" or "PUBLISH" or "FLUSHALL" => default(RedisArgument?),
        _ => command.Length > 1 ? command[1] : default(RedisArgument?),
    };

    private static long KeyCount(RedisArgument count) =>
        long.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var keys) ? keys : 0;
}
