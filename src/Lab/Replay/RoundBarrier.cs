using Seawall.Kernel;

namespace Seawall.Lab.Replay;

/// <summary>Releases the units of one round together: each lane prepares its unit, and when the last is ready all of them send.</summary>
internal sealed class RoundBarrier(ReplayPlan plan, Lane[] lanes)
{
    private int _first;
    private int _next;
    private int _arrived;
    private int _ended;

    public int Passes { get; private set; } = 1;

    public long Rounds { get; private set; }

    /// <summary>Time from the first send of a round to the last.</summary>
    public LatencyHistogram Skew { get; } = new();

    public bool RoundIsOver => _ended == _next - _first;

    /// <summary>Begins the next round; false when there is none.</summary>
    public bool TryNext(bool mayBeginAgain)
    {
        if (_next == plan.Units.Length)
        {
            if (!mayBeginAgain)
            {
                return false;
            }

            _next = 0;
            Passes++;
        }

        _first = _next;
        int round = plan.Units[_first].Round;
        while (_next < plan.Units.Length && plan.Units[_next].Round == round)
        {
            _next++;
        }

        (_arrived, _ended) = (0, 0);
        Rounds++;
        for (int order = _first; order < _next; order++)
        {
            lanes[plan.Units[order].Lane].Begin(order, Passes);
        }

        return true;
    }

    public void Arrived(ReplayEngine engine)
    {
        if (++_arrived < _next - _first)
        {
            return;
        }

        long started = engine.Loop.Time.GetTimestamp();
        for (int order = _first; order < _next; order++)
        {
            lanes[plan.Units[order].Lane].Release();
        }

        Skew.Record((long)engine.Loop.Time.GetElapsedTime(started).TotalMicroseconds);
    }

    public void Ended() => _ended++;
}
