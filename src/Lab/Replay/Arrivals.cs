namespace Seawall.Lab.Replay;

/// <summary>
/// When units are due at a constant rate, on the absolute clock from the schedule's start: what is late does not move what comes after it (Gil Tene's wrk2).
/// A unit that no lane was free for within <paramref name="mostLateMicros"/> is given up and counted, so that an overload ends with the load.
/// </summary>
internal sealed class Arrivals(long startMicros, double perSecond, long mostLateMicros)
{
    private long _next;

    public long Dropped { get; private set; }

    /// <summary>When the next unit is or was due.</summary>
    public long NextMicros => At(_next);

    public bool IsDue(long now)
    {
        long first = (long)Math.Ceiling((now - mostLateMicros - startMicros) * perSecond / 1e6);
        if (first > _next)
        {
            Dropped += first - _next;
            _next = first;
        }

        return At(_next) <= now;
    }

    /// <summary>Takes the next unit and says when it was due.</summary>
    public long Take() => At(_next++);

    private long At(long index) => startMicros + (long)(index * 1e6 / perSecond);
}
