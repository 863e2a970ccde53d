namespace Seawall.Redis.Resp;

/// <summary>Readers of the replies that the usual commands have.</summary>
internal static class Replies
{
    public static readonly ReplyReader<bool> Ignore = static (ref _) => true;

    /// <summary>A word such as OK or PONG; false for null, which a conditional SET answers.</summary>
    public static readonly ReplyReader<bool> Ok = static (ref reply) =>
    {
        reply.Next();
        if (reply.Kind is not (RespKind.Simple or RespKind.Null))
            reply.Unexpected("a word");
        return reply.Kind == RespKind.Simple;
    };

    public static readonly ReplyReader<long> Integer = static (ref reply) =>
    {
        reply.Next();
        return reply.Integer;
    };

    public static readonly ReplyReader<bool> One = static (ref reply) =>
    {
        reply.Next();
        return reply.Integer == 1;
    };

    public static readonly ReplyReader<byte[]?> Bytes = static (ref reply) => NextBytes(ref reply);

    public static readonly ReplyReader<string?> Text = static (ref reply) =>
    {
        reply.Next();
        return IsString(ref reply) ? reply.Text() : null;
    };

    public static readonly ReplyReader<RedisLease> Lease = static (ref reply) => NextLease(ref reply);

    public static readonly ReplyReader<byte[]?[]> ManyBytes = static (ref reply) =>
    {
        var values = new byte[]?[NextCount(ref reply)];
        for (var i = 0; i < values.Length; i++)
            values[i] = NextBytes(ref reply);
        return values;
    };

    public static readonly ReplyReader<RedisLease[]> ManyLeases = static (ref reply) =>
    {
        var values = new RedisLease[NextCount(ref reply)];
        for (var i = 0; i < values.Length; i++)
            values[i] = NextLease(ref reply);
        return values;
    };

    /// <summary>Fields and values: a map in RESP3, an array of both by turns in RESP2.</summary>
    public static readonly ReplyReader<Dictionary<string, byte[]>> Fields = static (ref reply) =>
    {
        reply.Next();
        if (reply.Kind is not (RespKind.Map or RespKind.Array))
            reply.Unexpected("a map");
        var count = reply.Count / 2;
        var fields = new Dictionary<string, byte[]>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            reply.Next();
            var name = reply.Text();
            fields[name] = NextBytes(ref reply) ?? [];
        }
        return fields;
    };

    public static readonly ReplyReader<RespValue> Value = static (ref reply) => RespValue.Read(ref reply);

    private static byte[]? NextBytes(ref RespReader reply)
    {
        reply.Next();
        return IsString(ref reply) ? reply.Bytes.ToArray() : null;
    }

    private static RedisLease NextLease(ref RespReader reply)
    {
        reply.Next();
        return IsString(ref reply) ? RedisLease.Of(reply.Bytes) : default;
    }

    private static int NextCount(ref RespReader reply)
    {
        reply.Next();
        if (reply.Kind != RespKind.Array)
            reply.Unexpected("an array");
        return reply.Count;
    }

    private static bool IsString(ref RespReader reply)
    {
        if (reply.Kind is not (RespKind.Bulk or RespKind.Simple or RespKind.Null))
            reply.Unexpected("a string");
        return reply.Kind != RespKind.Null;
    }
}
