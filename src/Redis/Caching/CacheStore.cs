using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seawall.Kernel;
using Seawall.Redis.Resp;

namespace Seawall.Redis.Caching;

/// <summary>How a read of the cache ended.</summary>
internal enum CacheRead
{
    Hit,
    Miss,

    /// <summary>The server did not answer in time; the value may still be written.</summary>
    Slow,

    /// <summary>The server was not asked, or failed.</summary>
    Bypassed,
}

/// <summary>
/// A business's values on its Redis server: JSON under <c>business:key</c>. It never waits for a server that is down or silent, and never throws because of one.
/// Reads pass the bulkhead <c>cache.{business}</c>, if there are bulkheads; when it is full they go past the cache.
/// </summary>
internal sealed class CacheStore(
    string business, RedisClient client, CacheOptions options, JsonSerializerOptions json, Random random, CacheMeter meter, EnterDependency? enter = null, DependencyUsed? used = null)
{
    private const double LifetimeSpread = 0.1;

    private readonly Lock _randomLock = new();
    private readonly string _prefix = business + ":";
    private readonly string _dependency = "cache." + business;
    private readonly Action _unkept = meter.Unkept;

    public RedisClient Client => client;

    public async ValueTask<(CacheRead Read, T? Value)> ReadAsync<T>(string key)
    {
        used?.Invoke(_dependency);
        if (!client.IsWell || !TryEnter(out var place))
            return (CacheRead.Bypassed, default);
        try
        {
            using var lease = await client.SendAsync(["GET", _prefix + key], Replies.Lease, options.SoftTimeout, CancellationToken.None).ConfigureAwait(false);
            return TryParse(lease, out T? value) ? (CacheRead.Hit, value) : (CacheRead.Miss, default);
        }
        catch (Exception e) when (Outcome(e) is not null)
        {
            return (Outcome(e)!.Value, default);
        }
        finally
        {
            place?.Dispose();
        }
    }

    /// <summary>Reads many keys into <paramref name="values"/>, default where there is none; how the read as a whole ended.</summary>
    public async ValueTask<CacheRead> ReadManyAsync<T>(IReadOnlyList<string> keys, (bool Found, T? Value)[] values)
    {
        used?.Invoke(_dependency);
        if (!client.IsWell || !TryEnter(out var place))
            return CacheRead.Bypassed;
        try
        {
            var leases = await client.SendAsync("MGET", Words(keys), Replies.ManyLeases, options.SoftTimeout, CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < leases.Length; i++)
            {
                using var lease = leases[i];
                values[i] = TryParse(lease, out T? value) ? (true, value) : default;
            }
            return CacheRead.Hit;
        }
        catch (Exception e) when (Outcome(e) is not null)
        {
            return Outcome(e)!.Value;
        }
        finally
        {
            place?.Dispose();
        }
    }

    /// <summary>Hands a value to the writer, unless it is too large.</summary>
    public void Write<T>(string key, T value, TimeSpan lifetime)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, TypeOf<T>());
        if (bytes.Length > options.LargestValue)
            meter.Unkept();
        else
            client.Post(["SET", _prefix + key, bytes, "PX", RedisCommands.Milliseconds(Spread(lifetime))], _unkept);
    }

    public async Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        used?.Invoke(_dependency);
        try
        {
            await client.SendAsync("DEL", Words(keys), Replies.Integer, options.SoftTimeout, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (Outcome(e) is not null)
        {
            // The value ends with its lifetime instead.
        }
    }

    /// <summary>Lifetimes differ by up to a tenth, so that what was loaded together does not expire together.</summary>
    private TimeSpan Spread(TimeSpan lifetime)
    {
        lock (_randomLock)
            return lifetime * (1 - LifetimeSpread + (2 * LifetimeSpread * random.NextDouble()));
    }

    /// <summary>False for no value, and for one of another shape: it was written by another version of the program.</summary>
    private bool TryParse<T>(RedisLease lease, out T? value)
    {
        value = default;
        if (lease.IsNull)
            return false;
        try
        {
            value = JsonSerializer.Deserialize(lease.Span, TypeOf<T>());
            return value is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));

    private bool TryEnter(out IDisposable? place)
    {
        place = enter?.Invoke(_dependency);
        return enter is null || place is not null;
    }

    private RedisArgument[] Words(IReadOnlyList<string> keys)
    {
        var words = new RedisArgument[keys.Count];
        for (var i = 0; i < words.Length; i++)
            words[i] = _prefix + keys[i];
        return words;
    }

    private static CacheRead? Outcome(Exception e) => e switch
    {
        RedisTimeoutException => CacheRead.Slow,
        RedisUnavailableException or RedisException or RedisProtocolException => CacheRead.Bypassed,
        _ => null,
    };
}
