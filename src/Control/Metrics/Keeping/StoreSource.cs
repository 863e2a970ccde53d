using Seawall.Client.Metrics;

namespace Seawall.Control.Metrics.Keeping;

/// <summary>The store as alerts ask for it.</summary>
internal sealed class StoreSource(MetricStore store, TimeProvider time) : IMetricSource
{
    private const long Fresh = 10;

    public bool TryRate(string metric, IReadOnlyDictionary<string, string> labels, TimeSpan window, out double perSecond)
    {
        lock (store.Turn)
        {
            perSecond = 0;
            var (heard, seconds) = (false, Math.Max(1, Math.Min((long)window.TotalSeconds, store.Now - store.Since)));
            foreach (var column in store.Of(metric))
            {
                if (column.Name.Kind == ColumnKind.Rate && column.Name.Matches(labels) && TrySum(column, window, out var sum))
                    (heard, perSecond) = (true, perSecond + (sum / (window.TotalSeconds > Column.SecondsKept ? window.TotalSeconds : seconds)));
            }
            return heard;
        }
    }

    public bool TryLast(string metric, IReadOnlyDictionary<string, string> labels, out double value)
    {
        lock (store.Turn)
        {
            value = 0;
            if (metric.EndsWith(".p50", StringComparison.Ordinal) || metric.EndsWith(".p99", StringComparison.Ordinal))
                return TryQuantile(metric[..^4], labels, metric.EndsWith('0') ? 0.5 : 0.99, out value);
            var heard = false;
            foreach (var column in store.Of(metric))
            {
                if (!column.Name.Matches(labels) || Latest(column) is not { } last)
                    continue;
                value = !heard ? last : column.Name.Kind == ColumnKind.Rate ? value + last : Math.Max(value, last);
                heard = true;
            }
            return heard;
        }
    }

    public TimeSpan? Age(string metric, IReadOnlyDictionary<string, string> labels)
    {
        lock (store.Turn)
        {
            var last = store.Of(metric).Where(column => column.Name.Matches(labels)).Select(column => column.Last).DefaultIfEmpty(-1).Max();
            return last < 0 ? null : TimeSpan.FromTicks(Math.Max(0, (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(last)).Ticks));
        }
    }

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Find(string metric, IReadOnlyDictionary<string, string> labels)
    {
        lock (store.Turn)
            return [.. store.Of(metric).Where(column => column.Name.Matches(labels)).Select(column => column.Name.ToLabels())];
    }

    private bool TryQuantile(string metric, IReadOnlyDictionary<string, string> labels, double quantile, out double value)
    {
        long[]? sum = null;
        var unit = "";
        foreach (var (name, group) in store.GroupsOf(metric))
        {
            if (!name.Matches(labels))
                continue;
            sum ??= new long[Buckets.Of(unit = group.Unit).Count + 1];
            group.AddTo(sum, store.Now - Fresh + 1, store.Now);
        }
        value = sum is null ? double.NaN : Buckets.Quantile(unit, sum, quantile);
        return !double.IsNaN(value);
    }

    // What is silent for longer than ten seconds has no last value any more.
    private double? Latest(Column column)
    {
        double sum = 0;
        var count = 0;
        for (var second = store.Now; second > store.Now - Fresh; second--)
        {
            var value = column.Seconds.Read(second);
            if (float.IsNaN(value))
                continue;
            if (column.Name.Kind != ColumnKind.Rate)
                return value;
            (sum, count) = (sum + value, count + 1);
        }
        return count == 0 ? null : sum / count;
    }

    private bool TrySum(Column column, TimeSpan window, out double sum)
    {
        sum = 0;
        var heard = false;
        if (window.TotalSeconds <= Column.SecondsKept)
        {
            for (var second = store.Now; second > store.Now - (long)window.TotalSeconds; second--)
                Take(column.Seconds.Read(second), 1, ref sum);
        }
        else
        {
            for (var ten = store.Now / 10; ten > (store.Now - (long)window.TotalSeconds) / 10; ten--)
                Take(column.Tens.Read(ten), 10, ref sum);
        }
        return heard;

        void Take(float value, int seconds, ref double total)
        {
            if (float.IsNaN(value))
                return;
            heard = true;
            total += value * seconds;
        }
    }
}
