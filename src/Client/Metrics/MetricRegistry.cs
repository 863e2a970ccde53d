using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Seawall.Client.Calls;

namespace Seawall.Client.Metrics;

/// <summary>
/// Everything this process measures: listens to the framework's meters, Npgsql's and Seawall's, and keeps one bounded set of series. A measurement takes no
/// lock and allocates nothing once its series exists; what carries a mark is not counted. Readers take turns.
/// </summary>
public sealed class MetricRegistry : IDisposable
{
    /// <summary>The most series of a process; what comes after is counted together, and by <see cref="Overflowed"/>.</summary>
    public const int MostSeries = 2_000;

    private readonly Lock _adding = new();
    private readonly Lock _reading = new();
    private readonly Dictionary<SeriesName, Series> _byName = [];
    private readonly MeterListener _listener = new();
    private readonly object? _scope;
    private readonly int _most;
    private volatile Series[] _all = [];
    private long _overflowed;
    private long _turn;

    /// <param name="scope">Whose meters are heard beside those of the whole process: the services' meter factory, or a host that may stand twice in a process.</param>
    /// <param name="most">The most series.</param>
    public MetricRegistry(object? scope = null, int most = MostSeries)
    {
        (_scope, _most) = (scope, most);
        Epoch = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Take(value, tags, state));
        _listener.Start();
    }

    /// <summary>Tells this registry from the one of an earlier process: its series are numbered anew.</summary>
    internal ulong Epoch { get; }

    /// <summary>How many label sets found no room.</summary>
    public long Overflowed => Volatile.Read(ref _overflowed);

    /// <summary>How many series there are.</summary>
    public int Count => _all.Length;

    /// <summary>Looks at what is observed, then hands over every series in the order of their making, and the number of the look.</summary>
    internal TResult Read<TState, TResult>(TState state, Func<TState, ReadOnlyMemory<Series>, long, TResult> read)
    {
        lock (_reading)
        {
            var turn = Interlocked.Increment(ref _turn);
            _listener.RecordObservableInstruments();
            return read(state, _all, turn);
        }
    }

    public void Dispose() => _listener.Dispose();

    internal bool TryAdd(SeriesName name, Instrument instrument, out Series series)
    {
        lock (_adding)
        {
            if (_all.Length < _most)
            {
                series = AddLocked(name, instrument);
                return true;
            }
            Interlocked.Increment(ref _overflowed);
            series = null!;
            return false;
        }
    }

    internal Series AddOverflow(SeriesName name, Instrument instrument)
    {
        lock (_adding)
            return AddLocked(name, instrument);
    }

    // Two meters may have an instrument of the same name; then they have the same series.
    private Series AddLocked(SeriesName name, Instrument instrument)
    {
        if (_byName.TryGetValue(name, out var known))
            return known;
        var series = new Series(name, instrument.Description ?? "", instrument.IsObservable);
        _byName.Add(name, series);
        _all = [.. _all, series];
        return series;
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if ((instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, _scope)) && MetricMeters.Keeps(instrument, out var tags))
            listener.EnableMeasurementEvents(instrument, new InstrumentSeries(this, instrument, MetricMeters.KindOf(instrument), tags));
    }

    private void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var instrument = (InstrumentSeries)state!;
        if (instrument.SkipsMarked && CallContext.Current.Mark is not null)
            return;
        var series = instrument.Find(tags);
        if (instrument.Kind == SeriesKind.Histogram)
            series.Record(value);
        else if (instrument.Accumulates)
            series.Add(value);
        else
            series.Set(value, _turn);
    }
}
