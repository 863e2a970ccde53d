using Seawall.Control.Metrics.Keeping;
using Xunit;

namespace Seawall.Control.Tests.Metrics;

public sealed class MetricStoreTests
{
    private const long Noon = 1_791_000_000;

    private static readonly Dictionary<string, string> Any = [];

    [Fact]
    public void A_ring_keeps_its_last_slots_and_tells_gaps_from_zeros()
    {
        var ring = new Ring(3, 10);
        ring.Write(100, 0);
        ring.Write(103, 3);
        Assert.Equal([0, float.NaN, float.NaN, 3, float.NaN], Enumerable.Range(100, 5).Select(slot => ring.Read(slot)));
        ring.Write(131, 31);
        Assert.Equal(float.NaN, ring.Read(100));
        Assert.Equal(3, ring.Read(103));
        ring.Write(10_000, 1);
        Assert.All(Enumerable.Range(9_971, 29), slot => Assert.Equal(float.NaN, ring.Read(slot)));
    }

    [Fact]
    public void A_full_column_takes_no_more_than_is_told()
    {
        var column = new Column(new ColumnName("calls", ColumnKind.Rate, []), 0);
        for (var second = 0L; second < 50 * 3600; second++)
        {
            column.Write(second, 1);
            if (second % 10 == 9)
                column.CloseTen(second / 10);
        }
        Assert.Equal(3_600 + 69_120, column.Seconds.Bytes + column.Tens.Bytes);
        Assert.Equal(1, column.Tens.Read((50 * 360) - 1));
        Assert.Equal(float.NaN, column.Tens.Read(2 * 360 - 1));
    }

    [Fact]
    public void Rates_are_summed_over_processes_and_a_silent_one_has_no_last_value_but_an_age()
    {
        var store = new MetricStore();
        Write(store, "calls", ColumnKind.Rate, 0, 60, 5, ("process", "a"));
        Write(store, "calls", ColumnKind.Rate, 0, 30, 3, ("process", "b"));
        for (var second = 0; second < 60; second++)
            store.Close(Noon + second);
        var source = new StoreSource(store, new SetClock(DateTimeOffset.FromUnixTimeSeconds(Noon + 61)));
        Assert.True(source.TryRate("calls", Any, TimeSpan.FromSeconds(10), out var rate));
        Assert.Equal(5, rate);
        Assert.True(source.TryRate("calls", Any, TimeSpan.FromMinutes(10), out rate));
        Assert.Equal((300 + 90) / 59.0, rate, 3);
        Assert.False(source.TryLast("calls", Label("process", "b"), out _));
        Assert.True(source.TryLast("calls", Any, out var last));
        Assert.Equal(5, last);
        Assert.Equal(TimeSpan.FromSeconds(32), source.Age("calls", Label("process", "b")));
        Assert.Null(source.Age("nothing", Any));
        Assert.False(source.TryRate("nothing", Any, TimeSpan.FromSeconds(10), out _));
    }

    [Fact]
    public void A_quantile_over_several_interfaces_is_that_of_all_their_calls()
    {
        var store = new MetricStore();
        var fast = store.FindGroup("duration", "s", [new("http.route", "/fast")])!;
        var slow = store.FindGroup("duration", "s", [new("http.route", "/slow")])!;
        fast.Add(Noon, Fallen(0.001, 990));
        slow.Add(Noon, Fallen(1, 10));
        store.Close(Noon);
        var source = new StoreSource(store, new SetClock(DateTimeOffset.FromUnixTimeSeconds(Noon)));
        Assert.True(source.TryLast("duration.p99", Any, out var both));
        Assert.InRange(both, 0.0008, 0.0011);
        Assert.True(source.TryLast("duration.p50", Label("http.route", "/slow"), out var own));
        Assert.InRange(own, 0.75, 1);
    }

    [Fact]
    public void More_columns_than_there_is_room_for_are_dropped_and_counted()
    {
        var store = new MetricStore(most: 10);
        for (var i = 0; i < 25; i++)
            store.Find(new ColumnName("calls", ColumnKind.Rate, [new("id", $"{i}")]));
        Assert.Equal((10, 15), (store.Count, store.Dropped));
    }

    private static void Write(MetricStore store, string metric, ColumnKind kind, int from, int to, double value, params (string Name, string Value)[] labels)
    {
        var column = store.Find(new ColumnName(metric, kind, [.. labels.Select(label => KeyValuePair.Create(label.Name, label.Value))]))!;
        for (var second = from; second < to; second++)
            column.Write(Noon + second, value);
    }

    private static long[] Fallen(double bound, long count)
    {
        var bounds = Client.Metrics.Buckets.Of("s").ToArray();
        var fallen = new long[bounds.Length + 1];
        fallen[Client.Metrics.Buckets.IndexOf(bounds, bound)] = count;
        return fallen;
    }

    private static Dictionary<string, string> Label(string name, string value) => new() { [name] = value };
}
