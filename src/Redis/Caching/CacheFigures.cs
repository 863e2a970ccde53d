namespace Seawall.Redis.Caching;

/// <summary>What one business's cache did since its process started; counts are values, not requests.</summary>
public sealed record CacheFigures
{
    /// <summary>Served from the cache.</summary>
    public required long Hits { get; init; }

    /// <summary>Not in the cache, so loaded.</summary>
    public required long Misses { get; init; }

    /// <summary>Hits ÷ (hits + misses), to four places; null before the first of either.</summary>
    public required double? Ratio { get; init; }

    /// <summary>Loaded without the cache: its server was down or too slow.</summary>
    public required long Bypassed { get; init; }

    /// <summary>Taken from another caller's load.</summary>
    public required long Joined { get; init; }

    /// <summary>Loads that failed.</summary>
    public required long Errors { get; init; }

    /// <summary>Not kept: too large, or refused by the server.</summary>
    public required long Unkept { get; init; }

    /// <summary>The server's state; null when the business has none.</summary>
    public required CacheServer? Server { get; init; }
}

/// <summary>A cache's server: connected or down since when, and if down, why.</summary>
public sealed record CacheServer(string Address, bool Connected, DateTimeOffset Since, string? Cause);
