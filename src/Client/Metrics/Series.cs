namespace Seawall.Client.Metrics;

/// <summary>What a series counts: a sum that only grows, a value that moves, or durations and sizes in buckets.</summary>
public enum SeriesKind : byte
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>One measured line: a metric of OpenTelemetry's name and unit, with one set of labels.</summary>
public sealed record SeriesName(string Metric, string Unit, SeriesKind Kind, IReadOnlyList<KeyValuePair<string, string>> Labels)
{
    public string? Label(string name)
    {
        foreach (var (key, value) in Labels)
        {
            if (key == name)
                return value;
        }
        return null;
    }

    public bool Equals(SeriesName? other) =>
        other is not null && Metric == other.Metric && Unit == other.Unit && Kind == other.Kind && Labels.SequenceEqual(other.Labels);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Metric, StringComparer.Ordinal);
        foreach (var (key, value) in Labels)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }
}

/// <summary>A series of this process and its value; updates take no lock and allocate nothing.</summary>
internal sealed class Series(SeriesName name, string help, bool observed)
{
    private readonly long[] _buckets = name.Kind == SeriesKind.Histogram ? new long[Buckets.Of(name.Unit).Count + 1] : [];
    private readonly ReadOnlyMemory<double> _bounds = Buckets.Of(name.Unit).ToArray();
    private double _value;
    private long _turn;

    public SeriesName Name => name;

    public string Help => help;

    /// <summary>The value of a counter or gauge, the sum of a histogram.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>How many measurements fell into each bucket; the last has no upper bound.</summary>
    public ReadOnlySpan<long> Filled => _buckets;

    /// <summary>False when the last look at what is observed did not find it any more.</summary>
    public bool IsCurrent(long turn) => !observed || Volatile.Read(ref _turn) == turn;

    public void Add(double value)
    {
        var seen = Volatile.Read(ref _value);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (before.Equals(seen))
                return;
            seen = before;
        }
    }

    public void Set(double value, long turn)
    {
        Volatile.Write(ref _value, value);
        Volatile.Write(ref _turn, turn);
    }

    public void Record(double value)
    {
        Interlocked.Increment(ref _buckets[Buckets.IndexOf(_bounds.Span, value)]);
        Add(value);
    }
}
