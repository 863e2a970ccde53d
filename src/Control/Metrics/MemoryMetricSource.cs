namespace Seawall.Control.Metrics;

/// <summary>A source that knows what it was told; for tests and for a control center without processes.</summary>
public sealed class MemoryMetricSource(TimeProvider time) : IMetricSource
{
    private readonly Lock _turn = new();
    private readonly List<Sample> _samples = [];

    /// <summary>Notes the value of a gauge, or how much a counter rose, now.</summary>
    public void Add(string metric, double value, params (string Name, string Value)[] labels)
    {
        var sample = new Sample(metric, labels.ToDictionary(l => l.Name, l => l.Value, StringComparer.Ordinal), time.GetUtcNow(), value);
        lock (_turn)
            _samples.Add(sample);
    }

    public bool TryRate(string metric, IReadOnlyDictionary<string, string> labels, TimeSpan window, out double perSecond)
    {
        var from = time.GetUtcNow() - window;
        Sample[] found = [.. Matching(metric, labels).Where(sample => sample.At > from)];
        perSecond = found.Sum(sample => sample.Value) / window.TotalSeconds;
        return found.Length > 0;
    }

    public bool TryLast(string metric, IReadOnlyDictionary<string, string> labels, out double value)
    {
        Sample[] found = Matching(metric, labels);
        value = 0;
        if (found.Length == 0)
            return false;
        var last = found.Max(sample => sample.At);
        value = found.Where(sample => sample.At == last).Max(sample => sample.Value);
        return true;
    }

    public TimeSpan? Age(string metric, IReadOnlyDictionary<string, string> labels) =>
        Matching(metric, labels) is { Length: > 0 } found ? time.GetUtcNow() - found.Max(sample => sample.At) : null;

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Find(string metric, IReadOnlyDictionary<string, string> labels) =>
        [.. Matching(metric, labels).Select(sample => sample.Labels).DistinctBy(own => string.Join('\n', own.OrderBy(l => l.Key, StringComparer.Ordinal)))];

    private Sample[] Matching(string metric, IReadOnlyDictionary<string, string> labels)
    {
        lock (_turn)
            return [.. _samples.Where(sample => sample.Metric == metric && LabelSelector.Matches(labels, sample.Labels))];
    }

    private sealed record Sample(string Metric, IReadOnlyDictionary<string, string> Labels, DateTimeOffset At, double Value);
}
