namespace Seawall.Client.Limits;

/// <summary>How many requests at once a service takes without getting slower, found out from their times.</summary>
/// <param name="least">The limit is never lower.</param>
/// <param name="most">The limit is never higher.</param>
/// <param name="initial">The limit at first.</param>
/// <param name="mostNormal">What counts as the usual time is never more, however long it lasts; for times that are multiples of a known best one.</param>
/// <remarks>
/// After Netflix's concurrency-limits (Gradient2Limit, https://github.com/Netflix/concurrency-limits), itself after TCP Vegas (Brakmo and Peterson, 1995): the
/// limit shrinks by the ratio of the long-term to the present time, and grows by a small queue otherwise. Not safe for concurrent use.
/// </remarks>
public sealed class GradientLimit(int least, int most, int initial, double mostNormal = double.MaxValue)
{
    private const double Tolerance = 1.5;
    private const double Smoothing = 0.2;
    private const double Queue = 4;
    private const double LongWindows = 600;
    private const int FewestSamples = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private double _limit = Math.Clamp(initial, least, most);
    private double _long;
    private TimeSpan _sum;
    private TimeSpan _length;
    private int _samples;
    private int _busiest;

    /// <summary>The limit now.</summary>
    public int Current => (int)_limit;

    /// <summary>Notes a request that ended.</summary>
    /// <param name="time">How long it ran, its wait not counted.</param>
    /// <param name="atOnce">How many ran when it ended.</param>
    /// <param name="since">The time since the last one ended.</param>
    public void Note(TimeSpan time, int atOnce, TimeSpan since)
    {
        _sum += time;
        _length += since;
        _samples++;
        _busiest = Math.Max(_busiest, atOnce);
        if (_length < Window || _samples < FewestSamples)
            return;
        Update(_sum.TotalMilliseconds / _samples, _busiest);
        (_sum, _length, _samples, _busiest) = (TimeSpan.Zero, TimeSpan.Zero, 0, 0);
    }

    /// <summary>Notes a window of its own whoever measures has closed.</summary>
    /// <param name="now">The time of a request in the window, in any unit that stays the same.</param>
    /// <param name="busiest">The most that ran at once.</param>
    public void Update(double now, int busiest)
    {
        _long = _long == 0 ? now : _long + ((now - _long) / LongWindows);
        _long = Math.Min(_long, mostNormal);
        // What was slow for long and is fast now needs no hundreds of windows to be believed.
        if (_long / now > 2)
            _long *= 0.95;
        // A service that is not asked for more says nothing about how much it can take.
        if (busiest < _limit / 2)
            return;
        var gradient = Math.Clamp(Tolerance * _long / Math.Max(now, 1e-3), 0.5, 1);
        _limit = Math.Clamp((_limit * (1 - Smoothing)) + (((_limit * gradient) + Queue) * Smoothing), least, most);
    }
}
