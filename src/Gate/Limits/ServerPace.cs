using System.Numerics;
using Seawall.Client.Limits;

namespace Seawall.Gate.Limits;

/// <summary>
/// How many statements at once a server takes without getting slower. Its measure is not time but slowness: each statement's time as a multiple of the shortest of its fingerprint, and of
/// a window's multiples the median. So a change from short statements to long ones, a report that runs for a minute, or a few that await a lock, say nothing about the server.
/// </summary>
/// <remarks>
/// The limit follows by <see cref="GradientLimit"/> (Netflix's concurrency-limits, after TCP Vegas). What it takes for usual is at most three times the best, so that an overload that
/// lasts is never taken for the usual state.
/// </remarks>
internal sealed class ServerPace
{
    private const long WindowMicros = 100_000;
    private const int FewestSamples = 10;
    private const double MostNormal = 3;

    // A statement that takes longer than this by itself says too little too late.
    private const long LongestNormal = 50_000;
    private const int Quarters = 4;
    private const int Initial = 32;

    private readonly Lock _turn = new();
    private readonly NormalTimes _normal = new();
    private readonly int[] _slowness = new int[16 * Quarters];
    private GradientLimit _limit;
    private int _least;
    private int _most;
    private long _windowEnds;
    private int _samples;
    private int _busiest;
    private double _baseline;

    public ServerPace(int least, int most) => (_least, _most, _limit) = (least, most, new GradientLimit(least, most, Initial, MostNormal));

    /// <summary>The limit now.</summary>
    public int Current
    {
        get
        {
            lock (_turn)
                return _limit.Current;
        }
    }

    /// <summary>What the statements measured lately take when nothing is in their way, in microseconds, on average.</summary>
    public long BaselineMicros
    {
        get
        {
            lock (_turn)
                return (long)_baseline;
        }
    }

    public void Change(int least, int most)
    {
        lock (_turn)
        {
            if ((least, most) == (_least, _most))
                return;
            _limit = new GradientLimit(least, most, _limit.Current, MostNormal);
            (_least, _most) = (least, most);
        }
    }

    /// <summary>Notes a statement that succeeded.</summary>
    /// <param name="micros">How long it ran at the server.</param>
    /// <param name="atOnce">How many were in flight when it ended, those that waited for their turn counted.</param>
    /// <param name="limit">The limit that follows.</param>
    /// <returns>Whether the limit is another than before.</returns>
    public bool Note(ulong fingerprint, long micros, int atOnce, long nowMicros, out int limit)
    {
        lock (_turn)
        {
            int before = limit = _limit.Current;
            _busiest = Math.Max(_busiest, atOnce);
            long normal = _normal.Note(fingerprint, micros, nowMicros);
            if (normal is > 0 and <= LongestNormal)
            {
                _slowness[BucketOf((double)micros / normal)]++;
                _samples++;
                _baseline += (normal - _baseline) / 64;
            }
            if (nowMicros < _windowEnds || _samples < FewestSamples)
                return false;
            _limit.Update(Median(), _busiest);
            Array.Clear(_slowness);
            (_windowEnds, _samples, _busiest) = (nowMicros + WindowMicros, 0, 0);
            limit = _limit.Current;
            return limit != before;
        }
    }

    private double Median()
    {
        int left = _samples / 2;
        for (int i = 0; i < _slowness.Length; i++)
        {
            left -= _slowness[i];
            if (left < 0)
                return Math.ScaleB(1 + ((i % Quarters) / (double)Quarters), i / Quarters);
        }
        return 1;
    }

    // By the power of two and the two bits behind it.
    private static int BucketOf(double ratio)
    {
        ulong sixteenths = (ulong)Math.Clamp(ratio * 16, 16, 1e6);
        int log = BitOperations.Log2(sixteenths);
        int quarter = (int)((sixteenths - (1UL << log)) * Quarters >> log);
        return Math.Min(((log - 4) * Quarters) + quarter, (16 * Quarters) - 1);
    }
}
