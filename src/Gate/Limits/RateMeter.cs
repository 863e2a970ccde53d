namespace Seawall.Gate.Limits;

/// <summary>So many a second, after a pause so many at once: tells each when its turn is. One number, changed without a lock.</summary>
/// <remarks>The generic cell rate algorithm (ITU-T I.371, annex A): the number is when the next one would be in time if all came at the rate.</remarks>
internal sealed class RateMeter
{
    private long _due = long.MinValue / 2;
    private long _spacing;
    private long _tolerance;

    public RateMeter(double perSecond, int burst) => Change(perSecond, burst);

    public void Change(double perSecond, int burst)
    {
        Volatile.Write(ref _spacing, Math.Max(1, (long)(1e6 / perSecond)));
        Volatile.Write(ref _tolerance, Volatile.Read(ref _spacing) * (burst - 1));
    }

    /// <summary>Takes a turn that is at most so far away, and says in how many microseconds it is; -1, and takes none, when it is further.</summary>
    public long TryTake(long nowMicros, long longestWait)
    {
        long spacing = Volatile.Read(ref _spacing);
        long tolerance = Volatile.Read(ref _tolerance);
        while (true)
        {
            long due = Volatile.Read(ref _due);
            long wait = Math.Max(0, due - tolerance - nowMicros);
            if (wait > longestWait)
                return -1;
            if (Interlocked.CompareExchange(ref _due, Math.Max(due, nowMicros) + spacing, due) == due)
                return wait;
        }
    }
}
