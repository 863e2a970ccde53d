namespace Seawall.Redis;

/// <summary>How to reach a Redis server.</summary>
public sealed record RedisClientOptions
{
    /// <summary>The server's host.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The server's port.</summary>
    public int Port { get; init; } = 6379;

    /// <summary>The password of the default user; null means that the server asks for none.</summary>
    public string? Password { get; init; }
}
