using Seawall.Kernel;

namespace Seawall.Lab.Replay;

/// <summary>
/// How many lanes are busy at once, or when units are due. A lane keeps its leave to work as long as it finds any; the others are parked, and one of them
/// goes on where it finds none, so that units bound to a lane get their turn. All on the loop's thread.
/// </summary>
internal sealed partial class ReplayEngine
{
    private static readonly TimeSpan _mostLate = TimeSpan.FromSeconds(2);

    private readonly Queue<Lane> _parked = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _allowed = int.MaxValue;
    private int _working;
    private Arrivals? _arrivals;

    /// <summary>All lanes are ready and the pace decides from now on.</summary>
    public Task Begun => _begun.Task;

    /// <summary>From the intended start to the answer, of units that had one.</summary>
    public LatencyHistogram Corrected { get; private set; } = new();

    /// <summary>Time lanes spent on what is no statement of the log: setting up session states, rolling back what was left open.</summary>
    public long AroundMicros { get; set; }

    /// <summary>Units of the present schedule that were given up.</summary>
    public long Dropped => _arrivals?.Dropped ?? 0;

    /// <summary>This many lanes stay busy; lanes above it end their unit and park.</summary>
    public void KeepBusy(int lanes)
    {
        _arrivals = null;
        _allowed = lanes;
        WakeParked();
    }

    /// <summary>Units begin at this rate from now on, on whichever lane is free.</summary>
    public void Offer(double unitsPerSecond)
    {
        _allowed = int.MaxValue;
        _arrivals = new Arrivals(Loop.NowMicros, unitsPerSecond, (long)_mostLate.TotalMicroseconds);
        WakeParked();
    }

    /// <summary>What was counted since the last call; counting begins anew.</summary>
    public (Comparison Comparison, LatencyHistogram Corrected) TakeCounts()
    {
        var taken = (Comparison, Corrected);
        Comparison = new Comparison(Plan.Manifest.Digests.Count);
        Corrected = new LatencyHistogram();
        return taken;
    }

    private bool MayBegin() => _working < _allowed && (_arrivals is null || _arrivals.IsDue(Loop.NowMicros));

    private long NextIntended() => _arrivals?.Take() ?? -1;

    private void Park(Lane lane)
    {
        _parked.Enqueue(lane);
        if (_arrivals is not null)
        {
            Loop.SetAlarm(_arrivals.NextMicros);
        }
    }

    private void WakeParked()
    {
        while (_parked.Count > 0 && (IsStopping || MayBegin()))
        {
            GiveWork(_parked.Dequeue());
        }

        if (_arrivals is not null && !IsStopping && _parked.Count > 0)
        {
            Loop.SetAlarm(_arrivals.NextMicros);
        }
    }
}
