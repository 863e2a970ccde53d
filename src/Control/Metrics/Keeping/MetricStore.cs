namespace Seawall.Control.Metrics.Keeping;

/// <summary>
/// All figures of the site in bounded memory: at most <see cref="MostColumns"/> columns of at most 72.7 KB, of which those that have been silent for 48 hours
/// are forgotten. One writer, the scraper, a second after the other; readers in turn with it.
/// </summary>
internal sealed class MetricStore(int most = MetricStore.MostColumns)
{
    public const int MostColumns = 4_000;

    private readonly Dictionary<ColumnName, Column> _byName = [];
    private readonly List<Column> _inOrder = [];
    private readonly Dictionary<string, List<Column>> _byMetric = new(StringComparer.Ordinal);
    private readonly Dictionary<ColumnName, QuantileGroup> _groups = [];
    private int _made;

    /// <summary>Held while reading or writing; each takes far less than a second.</summary>
    public Lock Turn { get; } = new();

    /// <summary>The last second that was written; −1 before the first.</summary>
    public long Now { get; private set; } = -1;

    /// <summary>The first second of which figures are known, as far as seconds are kept.</summary>
    public long Since { get; private set; } = -1;

    /// <summary>How many columns found no room.</summary>
    public long Dropped { get; private set; }

    public int Count => _byName.Count;

    /// <summary>Bytes of all values held.</summary>
    public long Bytes => _byName.Values.Sum(column => column.Seconds.Bytes + column.Tens.Bytes);

    /// <summary>Every column, in the order of their numbers.</summary>
    public IReadOnlyList<Column> All => _inOrder;

    public IEnumerable<QuantileGroup> Groups => _groups.Values;

    public IReadOnlyList<Column> Of(string metric) => _byMetric.GetValueOrDefault(metric) ?? [];

    /// <summary>The column of this name, made when it is new; null when there is no room.</summary>
    public Column? Find(ColumnName name)
    {
        if (_byName.TryGetValue(name, out var known))
            return known;
        if (_byName.Count >= most)
        {
            Dropped++;
            return null;
        }
        var column = new Column(name, _made++);
        _byName.Add(name, column);
        _inOrder.Add(column);
        if (!_byMetric.TryGetValue(name.Metric, out var same))
            _byMetric.Add(name.Metric, same = []);
        same.Add(column);
        return column;
    }

    /// <summary>The quantiles of a metric for these labels; null when there is no room.</summary>
    public QuantileGroup? FindGroup(string metric, string unit, IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        var name = new ColumnName(metric, ColumnKind.Quantile, labels);
        if (_groups.TryGetValue(name, out var known))
            return known;
        if (Find(new ColumnName(metric + ".p50", ColumnKind.Quantile, labels)) is not { } median || Find(new ColumnName(metric + ".p99", ColumnKind.Quantile, labels)) is not { } high)
            return null;
        var group = new QuantileGroup(unit, median, high);
        _groups.Add(name, group);
        return group;
    }

    public IEnumerable<KeyValuePair<ColumnName, QuantileGroup>> GroupsOf(string metric) => _groups.Where(group => group.Key.Metric == metric);

    /// <summary>Whether a second begins another stretch of ten than the last one was in.</summary>
    public bool Turns(long second) => Now >= 0 && second / 10 != Now / 10;

    /// <summary>Says that a second has been written whole.</summary>
    public void Close(long second)
    {
        foreach (var group in _groups.Values)
            group.Close(second);
        Known(second);
        Now = second;
    }

    /// <summary>Says that figures of this second are known, be it from the disk.</summary>
    public void Known(long second) => Since = Since < 0 ? second : Math.Min(Since, second);

    /// <summary>Forgets columns that nobody has written for 48 hours.</summary>
    public void Forget()
    {
        var oldest = Now - (Column.TensKept * 10);
        foreach (var column in _byName.Values.Where(column => column.Last < oldest).ToList())
        {
            _byName.Remove(column.Name);
            _inOrder.Remove(column);
            _byMetric[column.Name.Metric].Remove(column);
        }
        foreach (var (name, group) in _groups.Where(group => group.Value.Median.Last < oldest).ToList())
            _groups.Remove(name);
    }
}
