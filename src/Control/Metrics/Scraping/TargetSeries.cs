using Seawall.Client.Metrics;
using Seawall.Control.Metrics.Keeping;

namespace Seawall.Control.Metrics.Scraping;

/// <summary>
/// What one process told last, and what it rose by since. A process that was started again counts from its start; one that is asked for the first time by a
/// young control center has no earlier value to be compared with.
/// </summary>
internal sealed class TargetSeries(string process, Func<ColumnName, bool> isForeign)
{
    private const string Process = "process";
    private const long LongestStretch = 5;

    private readonly List<Place> _places = [];
    private ulong _epoch;
    private long _second = -1;

    public SeriesReading Reading { get; } = new();

    /// <summary>Takes over what <see cref="Reading"/> has read for <paramref name="second"/>.</summary>
    public void Take(MetricStore store, long second)
    {
        var first = _epoch == 0;
        if (Reading.Epoch != _epoch)
            _places.Clear();
        var known = _places.Count;
        _epoch = Reading.Epoch;
        for (var i = known; i < Reading.Names.Count; i++)
            _places.Add(PlaceOf(store, Reading.Names[i]));
        // A slot that was missed has the rate of the stretch in which it lies.
        var stretch = _second < 0 ? 1 : Math.Max(1, second - _second);
        var from = stretch <= LongestStretch ? second - stretch + 1 : second;
        for (var i = 0; i < _places.Count; i++)
            Take(_places[i], i, from, second, stretch, compares: !first || i < known);
        _second = second;
    }

    private void Take(Place place, int series, long from, long second, long stretch, bool compares)
    {
        var value = Reading.Value(series);
        if (place.Column is not { } column || double.IsNaN(value))
            return;
        if (place.Last is not null)
        {
            var fallen = place.Fall(Reading.Filled(series), out var count);
            if (!compares)
                return;
            place.Group?.Add(second, fallen);
            value = (double)count / stretch;
        }
        else if (column.Name.Kind == ColumnKind.Rate)
        {
            var rise = value - place.Value;
            place.Value = value;
            if (!compares)
                return;
            value = Math.Max(0, rise) / stretch;
        }
        for (var slot = column.Name.Kind == ColumnKind.Rate ? from : second; slot <= second; slot++)
            column.Write(slot, value);
    }

    private Place PlaceOf(MetricStore store, SeriesName name)
    {
        var labels = name.Label(Process) is null ? [.. name.Labels, KeyValuePair.Create(Process, process)] : name.Labels.ToList();
        labels.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        var column = new ColumnName(name.Metric, name.Kind == SeriesKind.Gauge ? ColumnKind.Level : ColumnKind.Rate, labels);
        if (isForeign(column))
            return new Place(null, null, null);
        if (name.Kind != SeriesKind.Histogram)
            return new Place(store.Find(column), null, null);
        labels = [.. labels.Where(label => label.Key is not ("http.response.status_code" or "error.type"))];
        return new Place(store.Find(column), store.FindGroup(name.Metric, name.Unit, labels), new long[Buckets.Of(name.Unit).Count + 1]);
    }

    private sealed class Place(Column? column, QuantileGroup? group, long[]? last)
    {
        private readonly long[] _fallen = new long[last?.Length ?? 0];

        public Column? Column => column;

        public QuantileGroup? Group => group;

        public long[]? Last => last;

        public double Value { get; set; }

        public ReadOnlySpan<long> Fall(ReadOnlySpan<long> filled, out long count)
        {
            count = 0;
            for (var i = 0; i < filled.Length; i++)
            {
                _fallen[i] = Math.Max(0, filled[i] - last![i]);
                count += _fallen[i];
                last[i] = filled[i];
            }
            return _fallen;
        }
    }
}
