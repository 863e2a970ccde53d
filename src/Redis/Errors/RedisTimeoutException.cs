namespace Seawall.Redis;

/// <summary>The reply did not come in time; the message names host, port and command. The server may still run the command.</summary>
public sealed class RedisTimeoutException(string message) : TimeoutException(message);
