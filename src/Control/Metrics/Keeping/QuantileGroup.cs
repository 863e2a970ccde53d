using Seawall.Client.Metrics;

namespace Seawall.Control.Metrics.Keeping;

/// <summary>
/// The durations of one interface, whatever their outcome: what fell into each bucket in each of the last ten seconds. Its quantiles are exact to their bucket
/// over any of these seconds and over several groups together, which quantiles of quantiles would not be.
/// </summary>
internal sealed class QuantileGroup(string unit, Column median, Column high)
{
    private const int Kept = 10;

    private readonly long[][] _seconds = [.. Enumerable.Range(0, Kept).Select(_ => new long[Buckets.Of(unit).Count + 1])];
    private readonly long[] _at = new long[Kept];

    public string Unit => unit;

    public Column Median => median;

    public Column High => high;

    /// <summary>Adds what fell into the buckets of a second.</summary>
    public void Add(long second, ReadOnlySpan<long> fallen)
    {
        var slot = (int)(second % Kept);
        if (_at[slot] != second)
        {
            Array.Clear(_seconds[slot]);
            _at[slot] = second;
        }
        for (var i = 0; i < fallen.Length; i++)
            _seconds[slot][i] += fallen[i];
    }

    /// <summary>Writes the quantiles of a second down; none when nothing fell in it.</summary>
    public void Close(long second)
    {
        var slot = (int)(second % Kept);
        if (_at[slot] == second)
            Write(second, _seconds[slot]);
    }

    /// <summary>The quantiles of a whole stretch of ten seconds; NaN when nothing fell in it.</summary>
    public (float Median, float High) CloseTen(long ten)
    {
        var sum = new long[_seconds[0].Length];
        AddTo(sum, ten * 10, (ten * 10) + 9);
        var (p50, p99) = ((float)Buckets.Quantile(unit, sum, 0.5), (float)Buckets.Quantile(unit, sum, 0.99));
        if (!float.IsNaN(p50))
        {
            median.Tens.Write(ten, p50);
            high.Tens.Write(ten, p99);
        }
        return (p50, p99);
    }

    /// <summary>Adds what fell from one second to another, both included, as far as it is still known.</summary>
    public void AddTo(long[] sum, long from, long to)
    {
        for (var slot = 0; slot < Kept; slot++)
        {
            if (_at[slot] < from || _at[slot] > to)
                continue;
            for (var i = 0; i < sum.Length; i++)
                sum[i] += _seconds[slot][i];
        }
    }

    private void Write(long second, long[] fallen)
    {
        if (Buckets.Quantile(unit, fallen, 0.5) is not (>= 0 and var p50))
            return;
        median.Write(second, p50);
        high.Write(second, Buckets.Quantile(unit, fallen, 0.99));
    }
}
