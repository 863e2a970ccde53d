using System.Buffers;
using Seawall.Testing;

namespace Seawall.Kernel.Tests;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(1.0)]
    public void A_quantile_is_within_three_point_two_percent_of_the_exact_one(double quantile)
    {
        const int seed = 20261111;
        var random = new Random(seed);
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 20)).Order().ToArray();
        var histogram = new LatencyHistogram();
        foreach (var value in values)
            histogram.Record(value);

        var exact = values[Math.Max(0, (int)Math.Ceiling(quantile * values.Length) - 1)];
        var found = histogram.ValueAt(quantile);
        Assert.True(found >= exact && found <= exact * 1.032 + 1, $"seed {seed}: exact {exact}, found {found}");
    }

    [Fact]
    public void Sum_count_and_maximum_are_exact()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(7);
        histogram.Record(1_000_003);
        histogram.Record(-5);
        Assert.Equal((3, 1_000_010, 1_000_003), (histogram.Count, histogram.Sum, histogram.Max));
    }

    [Fact]
    public void What_was_recorded_since_a_reading_is_the_difference()
    {
        var (histogram, earlier) = (new LatencyHistogram(), new LatencyHistogram());
        foreach (var value in (long[])[10, 10, 2_000])
        {
            histogram.Record(value);
            earlier.Record(value);
        }
        histogram.Record(10);
        histogram.Record(500);

        var since = histogram.Since(earlier);
        Assert.Equal((2, 510, 10), (since.Count, since.Sum, since.ValueAt(0.5)));
        Assert.InRange(since.Max, 500, 516);
        Assert.Equal((0, 0, 0), (earlier.Since(earlier).Count, earlier.Since(earlier).Sum, earlier.Since(earlier).Max));
        Assert.Equal([(10L, 3L), (503L, 1L), (2_015L, 1L)], histogram.Filled());
    }

    [Fact]
    public void Beyond_the_range_the_maximum_is_still_told()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(10_000_000_000);
        Assert.Equal(10_000_000_000, histogram.Max);
        Assert.Equal(uint.MaxValue, histogram.ValueAt(0.5));
    }

    [Fact]
    public void What_was_written_reads_back_equal()
    {
        var histogram = new LatencyHistogram();
        foreach (var value in (long[])[0, 1, 31, 32, 33, 5_000, 5_001, 4_000_000_000])
            histogram.Record(value);
        var buffer = new ArrayBufferWriter<byte>();
        histogram.WriteTo(buffer);

        var read = LatencyHistogram.Read(buffer.WrittenSpan);

        Assert.Equal((histogram.Count, histogram.Sum, histogram.Max), (read.Count, read.Sum, read.Max));
        for (var q = 0.0; q <= 1; q += 0.05)
            Assert.Equal(histogram.ValueAt(q), read.ValueAt(q));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 1, 0, 1 })]
    [InlineData(new byte[] { 1, 1, 0xFF, 0xFF, 0x7F, 1 })]
    [InlineData(new byte[] { 1, 1, 5 })]
    public void A_damaged_record_is_refused(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => LatencyHistogram.Read(bytes));

    [Fact]
    public void Adding_is_the_same_as_recording_both()
    {
        LatencyHistogram one = new(), two = new(), both = new();
        for (var i = 1; i < 2_000; i++)
        {
            (i % 3 == 0 ? one : two).Record(i * 17);
            both.Record(i * 17);
        }
        one.Add(two);
        Assert.Equal((both.Count, both.Sum, both.Max, both.ValueAt(0.9)), (one.Count, one.Sum, one.Max, one.ValueAt(0.9)));
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);
        var i = 0;
        Assert.Equal(0, AllocationGauge.Of(10_000, () => histogram.Record(i++)));
    }
}
