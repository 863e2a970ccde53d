using System.Diagnostics.Metrics;
using System.Globalization;

namespace Seawall.Client.Metrics;

/// <summary>
/// The series of one instrument by their tags. A look-up takes no lock: the table is an immutable open-addressing one that is replaced when a series is
/// added. When the process has its full number of series, what would be new is counted in one series with the label <c>seawall.overflow</c>.
/// </summary>
internal sealed class InstrumentSeries(MetricRegistry registry, Instrument instrument, SeriesKind kind, string[]? kept)
{
    private static readonly KeyValuePair<string, object>[] OverflowTags = [new("seawall.overflow", "true")];

    private readonly Lock _turn = new();
    private volatile Entry?[] _table = new Entry?[8];
    private int _count;
    private Series? _overflow;

    public SeriesKind Kind => kind;

    public bool IsObserved => instrument.IsObservable;

    public bool Accumulates { get; } = !instrument.IsObservable && !instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);

    /// <summary>Real work only: what is counted while a mark is carried is left out. Levels are kept, or they would never come down again.</summary>
    public bool SkipsMarked { get; } = !instrument.IsObservable && !instrument.GetType().Name.StartsWith("UpDown", StringComparison.Ordinal) && instrument.Meter.Name != MetricMeters.Rehearsal;

    public Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var own = SeriesTags.Of(tags, kept);
        return Find(_table, in own) ?? Add(in own);
    }

    private static Series? Find(Entry?[] table, in SeriesTags tags)
    {
        for (var i = tags.Hash & (table.Length - 1); table[i] is { } entry; i = (i + 1) & (table.Length - 1))
        {
            if (entry.Hash == tags.Hash && tags.Are(entry.Tags))
                return entry.Series;
        }
        return null;
    }

    private Series Add(in SeriesTags tags)
    {
        lock (_turn)
        {
            if (Find(_table, in tags) is { } known)
                return known;
            var own = tags.ToArray();
            if (registry.TryAdd(NameOf(own), instrument, out var series))
            {
                Insert(new Entry(tags.Hash, own, series));
                return series;
            }
            return _overflow ??= registry.AddOverflow(NameOf(OverflowTags), instrument);
        }
    }

    private void Insert(Entry entry)
    {
        _count++;
        var table = new Entry?[_count * 2 > _table.Length ? _table.Length * 2 : _table.Length];
        foreach (var one in _table.Append(entry))
        {
            if (one is null)
                continue;
            var i = one.Hash & (table.Length - 1);
            while (table[i] is not null)
                i = (i + 1) & (table.Length - 1);
            table[i] = one;
        }
        _table = table;
    }

    private SeriesName NameOf(KeyValuePair<string, object>[] tags) => new(
        instrument.Name, instrument.Unit ?? "", kind, [.. tags.Select(tag => KeyValuePair.Create(tag.Key, TextOf(tag.Value))).OrderBy(tag => tag.Key, StringComparer.Ordinal)]);

    private static string TextOf(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private sealed record Entry(int Hash, KeyValuePair<string, object>[] Tags, Series Series);
}
