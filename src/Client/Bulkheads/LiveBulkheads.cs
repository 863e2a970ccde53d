using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;

namespace Seawall.Client.Bulkheads;

/// <summary>The bulkheads of this process, one for each service, database and cache that it calls.</summary>
internal sealed partial class LiveBulkheads : IDisposable
{
    private readonly ConcurrentDictionary<string, Bulkhead> _all = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveBulkheads> _log;
    private readonly IDisposable _subscription;
    private readonly Meter _meter;
    private volatile ConfigSnapshot _config = ConfigSnapshot.Empty;

    public LiveBulkheads(LiveConfig config, TimeProvider clock, ILogger<LiveBulkheads> log)
    {
        (_clock, _log) = (clock, log);
        _subscription = config.Subscribe(Apply);
        _meter = BulkheadFigures.Watch(this);
    }

    public IEnumerable<Bulkhead> All => _all.Values;

    /// <summary>The bulkhead of a dependency, made when it is first asked for.</summary>
    public Bulkhead Of(string dependency, BulkheadOptions unset) => _all.GetOrAdd(dependency, name =>
    {
        var made = new Bulkhead(name, unset, _clock);
        Apply(made, _config);
        return made;
    });

    public void Dispose()
    {
        _subscription.Dispose();
        _meter.Dispose();
    }

    private void Apply(ConfigSnapshot snapshot)
    {
        _config = snapshot;
        foreach (var bulkhead in _all.Values)
            Apply(bulkhead, snapshot);
    }

    private void Apply(Bulkhead bulkhead, ConfigSnapshot snapshot)
    {
        var key = BulkheadOptions.KeyOf(bulkhead.Dependency);
        if (snapshot[key] is not { } json)
            bulkhead.Change(bulkhead.Unset);
        else if (BulkheadOptions.Parse(key, json, bulkhead.Unset, out var faults) is { } options)
            bulkhead.Change(options);
        else
            LogFaulty(_log, string.Join("; ", faults));
    }

    [LoggerMessage(1304, LogLevel.Error, "A pushed bulkhead is faulty and the former stays in force: {Faults}")]
    private static partial void LogFaulty(ILogger log, string faults);
}
