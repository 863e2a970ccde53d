namespace Seawall.Gate.Interception;

/// <summary>
/// How many times slower than normal a server answers its fast statements, as the median of now to normal over the calls of the last moments. What lasts for a
/// quarter of an hour and more becomes the new normal, so that a server moved to a slower machine is not under pressure for ever.
/// </summary>
/// <remarks>The ratio of a short to a long average drives the limits of Netflix's concurrency-limits (Gradient2); here each call is first put in relation to its own statement.</remarks>
internal sealed class Slowdown
{
    private const int Buckets = 64;
    private const int PerDouble = 4;
    private const int Zero = 16;
    private const int Enough = 8;
    private const float BecomesNormal = 900_000_000;
    private const float Recovers = 60_000_000;

    private readonly int[] _ratios = new int[Buckets];
    private float _now;
    private float _long;

    /// <summary>Base-2 logarithm of how many times slower than normal; 0 or more.</summary>
    public float Log2 { get; private set; }

    /// <summary>The same, and the last reading by itself if that is higher: the start of a slowdown is not taken for the cost of statements.</summary>
    public float Log2AtMost { get; private set; }

    /// <summary>A call of a fast statement; any thread.</summary>
    /// <param name="log2Ratio">Base-2 logarithm of its time to its normal one.</param>
    public void Note(float log2Ratio) => Interlocked.Increment(ref _ratios[Math.Clamp((int)(log2Ratio * PerDouble) + Zero, 0, Buckets - 1)]);

    /// <summary>Works out the reading of the last stretch of time; one thread at a time. With too few calls the last reading stands and the calls are kept for the next.</summary>
    public void Read(long stretchMicros)
    {
        var count = 0;
        foreach (var ratio in _ratios)
            count += ratio;
        if (count < Enough)
            return;
        var left = count / 2;
        var bucket = 0;
        for (; bucket < Buckets - 1 && (left -= _ratios[bucket]) >= 0; bucket++)
        {
        }
        Array.Clear(_ratios);
        var reading = (bucket - Zero + 0.5f) / PerDouble;
        _now = (_now + reading) / 2;
        _long += (_now - _long) * Math.Min(1, stretchMicros / (_now > _long ? BecomesNormal : Recovers));
        Log2 = Math.Max(0, _now - Math.Max(0, _long));
        Log2AtMost = Math.Max(Log2, reading - Math.Max(0, _long));
    }

    /// <summary>The server was idle: nothing is known of it but that it is not overloaded.</summary>
    public void Forget()
    {
        Array.Clear(_ratios);
        (_now, Log2, Log2AtMost) = (0, 0, 0);
    }
}
