namespace Seawall.Gate.Rules;

/// <summary>So many a second, with some at once after a pause; who comes too early can be held back for its turn. Used by several threads at once.</summary>
/// <remarks>The generic cell rate algorithm (ITU-T I.371): one number, the time at which the next would come if all came evenly.</remarks>
internal sealed class TokenBucket(double perSecond, int burst)
{
    private readonly long _each = Math.Max(1, (long)(1_000_000 / perSecond));
    private readonly long _ahead = (long)(Math.Max(0, burst - 1) * (1_000_000 / perSecond));
    private long _due = long.MinValue / 2;

    /// <summary>Takes a turn that comes after so many microseconds, 0 for at once; false, and none taken, when it would be later than asked.</summary>
    public bool TryTake(long nowMicros, long mostMicros, out long waitMicros)
    {
        while (true)
        {
            var due = Volatile.Read(ref _due);
            var start = Math.Max(due, nowMicros);
            waitMicros = Math.Max(0, start - _ahead - nowMicros);
            if (waitMicros > mostMicros)
                return false;
            if (Interlocked.CompareExchange(ref _due, start + _each, due) == due)
                return true;
        }
    }
}
