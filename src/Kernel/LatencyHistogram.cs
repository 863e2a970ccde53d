using System.Buffers;
using System.Numerics;

namespace Seawall.Kernel;

/// <summary>
/// Counts of durations in microseconds, in log-linear buckets: 32 to a power of two, so a value is known within 3.2 %.
/// Recording allocates nothing; one writer at a time. After HdrHistogram (Gil Tene), with a fixed range of 1 µs to 71 minutes.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private const int Sub = 1 << SubBits;
    private const int SpreadParts = 200;
    private const int Buckets = (32 - SubBits + 1) * Sub;

    private readonly uint[] _counts = new uint[Buckets];

    /// <summary>How many durations were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of the recorded durations in microseconds, exact.</summary>
    public long Sum { get; private set; }

    /// <summary>The longest recorded duration in microseconds, exact.</summary>
    public long Max { get; private set; }

    /// <summary>The mean in microseconds; 0 when nothing was recorded.</summary>
    public double Mean => Count == 0 ? 0 : (double)Sum / Count;

    /// <summary>Adds one duration; below 0 counts as 0, beyond the range as the longest that fits.</summary>
    public void Record(long micros)
    {
        var value = Math.Max(0, micros);
        _counts[BucketOf(value)]++;
        Count++;
        Sum += value;
        if (value > Max)
            Max = value;
    }

    /// <summary>
    /// Adds durations of which only so much is known: how many, their sum, their standard deviation and the longest, all in microseconds. The sum stays exact; how they are
    /// spread is guessed as log-normal, which is how the times of one statement usually lie.
    /// </summary>
    public void AddEstimate(long count, long sum, double deviation, long longest)
    {
        if (count <= 0)
            return;
        var mean = Math.Max(0.5, (double)sum / count);
        var sigma = Math.Sqrt(Math.Log(1 + Math.Pow(deviation / mean, 2)));
        var mu = Math.Log(mean) - sigma * sigma / 2;
        var parts = (int)Math.Min(count, SpreadParts);
        for (var i = 0; i < parts; i++)
        {
            var share = count * (i + 1) / parts - count * i / parts;
            var value = (long)Math.Min(longest, Math.Exp(mu + sigma * NormalQuantile((i + 0.5) / parts)));
            var bucket = BucketOf(Math.Max(0, value));
            _counts[bucket] = (uint)Math.Min(uint.MaxValue, _counts[bucket] + share);
        }
        Count += count;
        Sum += sum;
        Max = Math.Max(Max, longest);
    }

    /// <summary>Adds what the other histogram holds.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < Buckets; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        Sum += other.Sum;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>
    /// What was recorded since an earlier reading of the same histogram, also when a count has run over in between; of the longest only its bucket is known.
    /// </summary>
    public LatencyHistogram Since(LatencyHistogram earlier)
    {
        var since = new LatencyHistogram { Sum = Sum - earlier.Sum };
        for (var i = 0; i < Buckets; i++)
        {
            var count = unchecked(_counts[i] - earlier._counts[i]);
            if (count == 0)
                continue;
            since._counts[i] = count;
            since.Count += count;
            since.Max = Math.Min(HighestIn(i), Max);
        }
        return since;
    }

    /// <summary>The filled buckets in rising order: the longest duration in microseconds that falls into each, and how many did.</summary>
    public IEnumerable<(long UpTo, long Count)> Filled()
    {
        for (var i = 0; i < Buckets; i++)
        {
            if (_counts[i] != 0)
                yield return (HighestIn(i), _counts[i]);
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        (Count, Sum, Max) = (0, 0, 0);
    }

    /// <summary>The duration in microseconds that the given share (0..1) of all recorded ones does not exceed.</summary>
    public long ValueAt(double quantile)
    {
        if (Count == 0)
            return 0;
        var wanted = Math.Max(1, (long)Math.Ceiling(Math.Clamp(quantile, 0, 1) * Count));
        long seen = 0;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
                return Math.Min(HighestIn(i), Max);
        }
        return Max;
    }

    /// <summary>Writes the histogram sparsely: sum, max, then (gap, count) pairs, all as varints.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        Varint.Write(output, (ulong)Sum);
        Varint.Write(output, (ulong)Max);
        var last = -1;
        for (var i = 0; i < Buckets; i++)
        {
            if (_counts[i] == 0)
                continue;
            Varint.Write(output, (ulong)(i - last));
            Varint.Write(output, _counts[i]);
            last = i;
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote. Throws <see cref="InvalidDataException"/> on anything else.</summary>
    public static LatencyHistogram Read(ReadOnlySpan<byte> source)
    {
        var histogram = new LatencyHistogram { Sum = (long)Varint.Read(ref source), Max = (long)Varint.Read(ref source) };
        var bucket = -1L;
        while (source.Length > 0)
        {
            var gap = Varint.Read(ref source);
            if (gap is 0 or > Buckets || bucket + (long)gap >= Buckets)
                throw new InvalidDataException("A latency histogram names a bucket outside its range; the record is damaged.");
            bucket += (long)gap;
            var count = (uint)Varint.Read(ref source);
            histogram._counts[bucket] = count;
            histogram.Count += count;
        }
        return histogram;
    }

    // Peter J. Acklam's rational approximation is good to 1e-9; the plain one of Abramowitz and Stegun, 26.2.23, to 4.5e-4, which is less than a bucket's width.
    private static double NormalQuantile(double p)
    {
        var t = Math.Sqrt(-2 * Math.Log(Math.Min(p, 1 - p)));
        var x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
        return p < 0.5 ? -x : x;
    }

    private static int BucketOf(long micros)
    {
        var value = (uint)Math.Min(micros, uint.MaxValue);
        if (value < Sub)
            return (int)value;
        var shift = BitOperations.Log2(value) - SubBits;
        return ((shift + 1) << SubBits) + (int)((value >> shift) & (Sub - 1));
    }

    private static long HighestIn(int bucket)
    {
        if (bucket < Sub)
            return bucket;
        var shift = (bucket >> SubBits) - 1;
        return ((((long)(bucket & (Sub - 1)) | Sub) + 1) << shift) - 1;
    }
}
