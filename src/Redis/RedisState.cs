namespace Seawall.Redis;

/// <summary>Whether a server is connected, since when, and if not, why.</summary>
public sealed record RedisState(bool Connected, DateTimeOffset Since, string? Cause);
