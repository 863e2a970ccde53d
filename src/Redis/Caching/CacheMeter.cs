using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Seawall.Redis.Caching;

/// <summary>What happens in one business's cache, counted for the meter <c>Seawall.Cache</c> and for the snapshot. The hit ratio is hits ÷ (hits + misses).</summary>
internal sealed class CacheMeter(string business)
{
    public const string Name = "Seawall.Cache";

    private static readonly Meter _meter = new(Name);
    private static readonly Counter<long> _hitCounter = _meter.CreateCounter<long>("seawall.cache.hits", "{value}", "Values served from the cache.");
    private static readonly Counter<long> _missCounter = _meter.CreateCounter<long>("seawall.cache.misses", "{value}", "Values that the cache did not hold.");
    private static readonly Counter<long> _bypassCounter = _meter.CreateCounter<long>("seawall.cache.bypassed", "{value}", "Values loaded without the cache: its server was down or too slow.");
    private static readonly Counter<long> _joinCounter = _meter.CreateCounter<long>("seawall.cache.joined", "{value}", "Values that a caller got from another caller's load.");
    private static readonly Counter<long> _errorCounter = _meter.CreateCounter<long>("seawall.cache.load.errors", "{load}", "Loads that failed.");
    private static readonly Counter<long> _unkeptCounter = _meter.CreateCounter<long>("seawall.cache.unkept", "{value}", "Values too large, or refused by the server.");
    private static readonly Histogram<double> _loadDuration = _meter.CreateHistogram<double>("seawall.cache.load.duration", "s", "Time of a load from the source.");

    private readonly KeyValuePair<string, object?> _tag = new("business", business);

    private long _hits;
    private long _misses;
    private long _bypassed;
    private long _joined;
    private long _errors;
    private long _unkept;

    public string Business => business;

    public void Hit(int values = 1) => Count(ref _hits, _hitCounter, values);

    public void Miss(int values = 1) => Count(ref _misses, _missCounter, values);

    public void Bypass(int values = 1) => Count(ref _bypassed, _bypassCounter, values);

    public void Join() => Count(ref _joined, _joinCounter, 1);

    public void Unkept() => Count(ref _unkept, _unkeptCounter, 1);

    /// <summary>A load that began at <paramref name="start"/>, a timestamp of the system's.</summary>
    public void Loaded(long start, bool failed)
    {
        _loadDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, _tag);
        if (failed)
            Count(ref _errors, _errorCounter, 1);
    }

    public CacheFigures Figures(CacheServer? server)
    {
        long hits = Volatile.Read(ref _hits), misses = Volatile.Read(ref _misses);
        return new CacheFigures
        {
            Hits = hits,
            Misses = misses,
            Ratio = hits + misses == 0 ? null : Math.Round((double)hits / (hits + misses), 4),
            Bypassed = Volatile.Read(ref _bypassed),
            Joined = Volatile.Read(ref _joined),
            Errors = Volatile.Read(ref _errors),
            Unkept = Volatile.Read(ref _unkept),
            Server = server,
        };
    }

    private void Count(ref long figure, Counter<long> counter, int values)
    {
        if (values == 0)
            return;
        Interlocked.Add(ref figure, values);
        counter.Add(values, _tag);
    }
}
