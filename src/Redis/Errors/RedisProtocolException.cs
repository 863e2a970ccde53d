using System.Diagnostics.CodeAnalysis;

namespace Seawall.Redis;

/// <summary>Bytes from the server are not RESP, or a reply is not of the kind that the command has.</summary>
public sealed class RedisProtocolException(string message) : IOException(message)
{
    [DoesNotReturn]
    internal static void Throw(string message) => throw new RedisProtocolException(message);
}
