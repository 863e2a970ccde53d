namespace Seawall.Redis;

/// <summary>There is no server to ask, or it takes no more; the message names host, port and cause. A command in flight may or may not have been run.</summary>
public sealed class RedisUnavailableException(string address, string cause, Exception? inner = null)
    : IOException($"Redis {address} is not available: {cause}", inner)
{
    /// <summary>Host and port.</summary>
    public string Address { get; } = address;

    /// <summary>What happened, without the address.</summary>
    public string Cause { get; } = cause;
}
