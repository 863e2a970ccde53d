using System.Numerics;

namespace Seawall.Gate.Limits;

/// <summary>How long statements waited lately: the present ten seconds and those before. All loops write it without a lock; what falls between two spans may be lost.</summary>
internal sealed class RecentWaits
{
    private const long SpanMicros = 10_000_000;
    private const int Quarters = 4;
    private const int Buckets = 32 * Quarters;

    private int[] _present = new int[Buckets];
    private int[] _past = new int[Buckets];
    private long _until;

    public void Note(long micros, long nowMicros)
    {
        long until = Volatile.Read(ref _until);
        if (nowMicros >= until && Interlocked.CompareExchange(ref _until, nowMicros + SpanMicros, until) == until)
            Turn(isLong: nowMicros >= until + SpanMicros);
        Interlocked.Increment(ref Volatile.Read(ref _present)[BucketOf(micros)]);
    }

    /// <summary>The wait of a quantile, in microseconds, up to a fifth too long; 0 when nobody came.</summary>
    public long At(double quantile)
    {
        int[] present = Volatile.Read(ref _present);
        int[] past = Volatile.Read(ref _past);
        long all = 0;
        for (int i = 0; i < Buckets; i++)
            all += present[i] + past[i];
        long rank = (long)(all * quantile);
        for (int i = 0; i < Buckets && all > 0; i++)
        {
            rank -= present[i] + past[i];
            if (rank < 0)
                return i == 0 ? 0 : (long)Math.Pow(2, (double)i / Quarters);
        }
        return 0;
    }

    private void Turn(bool isLong)
    {
        int[] present = _present;
        int[] next = _past;
        Array.Clear(next);
        if (isLong)
            Array.Clear(present);
        Volatile.Write(ref _past, present);
        Volatile.Write(ref _present, next);
    }

    // Four steps a doubling: what lies between a power of two and the next by its two leading bits.
    private static int BucketOf(long micros)
    {
        if (micros <= 0)
            return 0;
        int log = Math.Min(31, BitOperations.Log2((ulong)micros));
        int quarter = (int)((micros - (1L << log)) * Quarters >> log);
        return Math.Min(Buckets - 1, (log * Quarters) + Math.Min(Quarters - 1, quarter) + 1);
    }
}
