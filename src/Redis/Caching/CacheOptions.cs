namespace Seawall.Redis.Caching;

/// <summary>How patient a business's cache is and what it keeps.</summary>
public sealed record CacheOptions
{
    /// <summary>How long a read of the cache may take before the value is loaded instead; 50 ms unless set.</summary>
    public TimeSpan SoftTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Bytes of JSON above which a value is not kept; 1 MiB unless set.</summary>
    public int LargestValue { get; init; } = 1 << 20;
}
