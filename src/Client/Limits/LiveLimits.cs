using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;

namespace Seawall.Client.Limits;

/// <summary>The limits in force: a push replaces those it changes and leaves the others with all they have counted.</summary>
internal sealed partial class LiveLimits : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveLimits> _log;
    private readonly IDisposable _subscription;
    private readonly Meter _meter;
    private readonly Dictionary<string, (string Json, LimitGate Gate)> _known = new(StringComparer.Ordinal);
    private volatile LimitGate[] _current = [];

    public LiveLimits(LiveConfig config, TimeProvider clock, ILogger<LiveLimits> log)
    {
        (_clock, _log) = (clock, log);
        Overload = Overload.OfThisProcess(clock);
        _subscription = config.Subscribe(Apply);
        _meter = LimitFigures.Watch(this);
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<LimitGate> Current => _current;

    public Overload Overload { get; }

    public void Dispose()
    {
        _subscription.Dispose();
        _meter.Dispose();
    }

    private void Apply(ConfigSnapshot snapshot)
    {
        var entries = snapshot.Under(ConfigKeys.Limit).Where(entry => !Bulkheads.BulkheadOptions.IsKey(entry.Key)).ToArray();
        foreach (var entry in entries)
        {
            if (_known.TryGetValue(entry.Key, out var known) && known.Json == entry.Value)
                continue;
            if (Limit.Parse(entry.Key, entry.Value, out var faults) is { } limit)
                _known[entry.Key] = (entry.Value, new LimitGate(limit, Overload, _clock));
            else
                LogFaulty(_log, string.Join("; ", faults));
        }
        foreach (var gone in _known.Keys.Except(entries.Select(entry => entry.Key), StringComparer.Ordinal).ToArray())
            _known.Remove(gone);
        _current = [.. _known.OrderBy(limit => limit.Key, StringComparer.Ordinal).Select(limit => limit.Value.Gate)];
    }

    [LoggerMessage(1303, LogLevel.Error, "A pushed limit is faulty and the former stays in force: {Faults}")]
    private static partial void LogFaulty(ILogger log, string faults);
}
