using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Seawall.Client.Calls;
using Seawall.Client.Metrics;
using Seawall.Testing;

namespace Seawall.Client.Tests.Metrics;

[Collection(nameof(Alone))]
public sealed class MetricRegistryTests : IDisposable
{
    private const int Others = 200;
    private readonly Meter _meter = new("Seawall.Test." + Guid.NewGuid().ToString("N"));

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Text_has_every_family_once_with_help_type_unit_and_escaped_labels()
    {
        using var registry = new MetricRegistry();
        _meter.CreateCounter<long>("test.calls", "{call}", "Calls\nof \\ all.").Add(3, new("http.route", "/a\"b\\c\nd"), new("seawall.role", "app"));
        _meter.CreateObservableGauge("test.share", () => 0.25, "1");
        var duration = _meter.CreateHistogram<double>("test.duration", "s", "Time.");
        duration.Record(0.003);
        duration.Record(99);
        var text = Own(registry);
        Assert.Contains("# HELP test_calls_total Calls\\nof \\\\ all.\n# TYPE test_calls_total counter\ntest_calls_total{http_route=\"/a\\\"b\\\\c\\nd\",seawall_role=\"app\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_share_ratio gauge\ntest_share_ratio 0.25\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{le=\"0.0025\"} 0\ntest_duration_seconds_bucket{le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{le=\"+Inf\"} 2\ntest_duration_seconds_sum 99.003\ntest_duration_seconds_count 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_measurement_of_a_known_series_allocates_nothing()
    {
        using var registry = new MetricRegistry();
        var counter = _meter.CreateCounter<long>("test.calls");
        var duration = _meter.CreateHistogram<double>("test.duration", "s");
        object status = 200;
        void Measure()
        {
            counter.Add(1, new("role", "app"), new("status", status));
            duration.Record(0.01, new("role", "app"), new("route", "/items/{id}"));
        }
        for (var i = 0; i < 100; i++)
            Measure();
        Assert.Equal(0, AllocationGauge.Of(1000, Measure));
    }

    [Fact]
    public void Labels_without_bound_end_in_one_series_that_is_counted()
    {
        using var registry = new MetricRegistry(most: Others + 50);
        var counter = _meter.CreateCounter<long>("test.calls");
        for (var i = 0; i < 5_000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        Assert.InRange(registry.Count, 1, Others + 60);
        Assert.True(registry.Overflowed > 1_000, $"{registry.Overflowed} counted as overflow");
        Assert.Contains("test_calls_total{seawall_overflow=\"true\"}", Own(registry), StringComparison.Ordinal);
        Assert.Equal(5_000, Reading(registry).Sum("test.calls"));
    }


    [Fact]
    public void What_carries_a_mark_is_not_counted_but_levels_are_kept_right()
    {
        using var registry = new MetricRegistry();
        var counter = _meter.CreateCounter<long>("test.calls");
        var level = _meter.CreateUpDownCounter<long>("test.running");
        level.Add(1);
        counter.Add(1);
        using (new CallContext { Mark = "drill" }.Enter())
        {
            counter.Add(1);
            level.Add(-1);
        }
        Assert.Equal(1, Reading(registry).Sum("test.calls"));
        Assert.Equal(0, Reading(registry).Sum("test.running"));
    }

    [Fact]
    public async Task Threads_that_count_at_once_lose_nothing()
    {
        using var registry = new MetricRegistry();
        var counter = _meter.CreateCounter<long>("test.calls");
        var duration = _meter.CreateHistogram<double>("test.duration", "s");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("key", i % 7));
                duration.Record(i % 100 / 1000.0);
            }
        })));
        Assert.Equal(80_000, Reading(registry).Sum("test.calls"));
        Assert.Equal(80_000, Reading(registry).Sum("test.duration"));
    }

    [Fact]
    public void A_reader_gets_names_once_then_values_and_all_again_after_a_restart()
    {
        var counter = _meter.CreateCounter<long>("test.calls");
        var reading = new SeriesReading();
        using (var first = new MetricRegistry())
        {
            counter.Add(1, new KeyValuePair<string, object?>("a", "x"));
            var whole = Ask(first, reading);
            counter.Add(1, new KeyValuePair<string, object?>("a", "x"));
            counter.Add(5, new KeyValuePair<string, object?>("a", "y"));
            Assert.True(Ask(first, reading) < whole, "the second answer has the names again");
            Assert.Equal(7, reading.Sum("test.calls"));
        }
        using var second = new MetricRegistry();
        counter.Add(2, new KeyValuePair<string, object?>("a", "z"));
        Ask(second, reading);
        Assert.Equal(2, reading.Sum("test.calls"));
    }

    [Fact]
    public void A_damaged_answer_is_refused_and_never_breaks_the_reader()
    {
        using var registry = new MetricRegistry();
        _meter.CreateHistogram<double>("test.duration", "s").Record(0.1, new KeyValuePair<string, object?>("a", "x"));
        var output = new ArrayBufferWriter<byte>();
        SeriesWire.Write(registry, 0, 0, output);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = output.WrittenSpan[..random.Next(output.WrittenCount)].ToArray();
            for (var hit = 0; hit < 4 && bytes.Length > 0; hit++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                new SeriesReading().Read(bytes);
            }
            catch (InvalidDataException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    [Fact]
    public void A_quantile_is_known_within_a_tenth()
    {
        using var registry = new MetricRegistry();
        var duration = _meter.CreateHistogram<double>("test.duration", "s");
        for (var i = 1; i <= 10_000; i++)
            duration.Record(i / 100_000.0);
        var reading = Reading(registry);
        var filled = reading.Filled(reading.Names.Index().Single(one => one.Item.Metric == "test.duration").Index);
        Assert.InRange(Buckets.Quantile("s", filled, 0.5), 0.045, 0.055);
        Assert.InRange(Buckets.Quantile("s", filled, 0.99), 0.09, 0.11);
    }

    [Theory]
    [InlineData("http.server.request.duration", "s", SeriesKind.Histogram, "http_server_request_duration_seconds")]
    [InlineData("process.cpu.time", "s", SeriesKind.Counter, "process_cpu_time_seconds_total")]
    [InlineData("process.memory.usage", "By", SeriesKind.Gauge, "process_memory_usage_bytes")]
    [InlineData("dotnet.gc.collections", "{collection}", SeriesKind.Counter, "dotnet_gc_collections_total")]
    [InlineData("9.a--b", "", SeriesKind.Gauge, "_9_a_b")]
    public void Names_follow_the_rules_of_OpenTelemetry_for_Prometheus(string metric, string unit, SeriesKind kind, string name) =>
        Assert.Equal(name, PrometheusNames.Of(new SeriesName(metric, unit, kind, [])));

    private static int Ask(MetricRegistry registry, SeriesReading reading)
    {
        var output = new ArrayBufferWriter<byte>();
        SeriesWire.Write(registry, reading.Epoch, reading.Names.Count, output);
        reading.Read(output.WrittenSpan);
        return output.WrittenCount;
    }

    private static SeriesReading Reading(MetricRegistry registry)
    {
        var reading = new SeriesReading();
        Ask(registry, reading);
        return reading;
    }

    private static string Own(MetricRegistry registry)
    {
        var output = new ArrayBufferWriter<byte>();
        PrometheusText.Write(registry, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

internal static class ReadingSums
{
    /// <summary>All series of a metric together; of a histogram its count.</summary>
    public static double Sum(this SeriesReading reading, string metric)
    {
        double sum = 0;
        foreach (var (i, name) in reading.Names.Index())
        {
            if (name.Metric != metric)
                continue;
            if (name.Kind != SeriesKind.Histogram)
            {
                sum += reading.Value(i);
                continue;
            }
            foreach (var count in reading.Filled(i))
                sum += count;
        }
        return sum;
    }
}
