namespace Seawall.Relay;

/// <summary>
/// Requests sent and not yet answered over all links, as a mean per slice of 100 ms.
/// The run is what lies between the moment every lane has logged on and the moment the first lane closes;
/// its first and last half second are head and tail, shown apart.
/// </summary>
public sealed class InFlight(int lanes, TimeProvider time)
{
    private const int SliceMilliseconds = 100;
    private const int EdgeSlices = 5;

    private readonly Lock _lock = new();
    private readonly List<double> _slices = [];
    private long _started;
    private long _sliceEnd;
    private long _lastChange;
    private double _area;
    private int _busy;
    private int _ready;
    private bool _over;

    /// <summary>Requests in flight at this moment.</summary>
    public int Now
    {
        get
        {
            lock (_lock)
                return _busy;
        }
    }

    /// <summary>One more lane has had its first ReadyForQuery; the run begins with the last of them.</summary>
    public void LaneReady()
    {
        lock (_lock)
        {
            if (++_ready != lanes)
                return;
            _started = _lastChange = time.GetTimestamp();
            _sliceEnd = _started + SliceTicks;
        }
    }

    /// <summary>A lane has closed: during the run that is its end, before it the lane just does not count.</summary>
    public void LaneClosed()
    {
        lock (_lock)
        {
            if (_ready < lanes)
            {
                _ready--;
                return;
            }
            Move(0);
            _over = true;
        }
    }

    /// <summary>A request was sent (+1) or answered (−1).</summary>
    public void Change(int by)
    {
        lock (_lock)
            Move(by);
    }

    /// <summary>What was counted.</summary>
    public InFlightReport Report()
    {
        lock (_lock)
        {
            if (!_over && _ready >= lanes)
                Move(0);
            var run = _slices.Count > 2 * EdgeSlices ? _slices[EdgeSlices..^EdgeSlices] : [];
            var threshold = 0.95 * lanes;
            return new InFlightReport
            {
                Lanes = lanes,
                Seconds = run.Count * SliceMilliseconds / 1000.0,
                Mean = run.Count == 0 ? 0 : run.Average(),
                Least = run.Count == 0 ? 0 : run.Min(),
                Share95 = run.Count == 0 ? 0 : (double)run.Count(s => s >= threshold) / run.Count,
                Head = _slices.Take(EdgeSlices).ToArray(),
                Tail = _slices.Skip(Math.Max(EdgeSlices, _slices.Count - EdgeSlices)).ToArray(),
                Slices = run,
            };
        }
    }

    private long SliceTicks => time.TimestampFrequency * SliceMilliseconds / 1000;

    private void Move(int by)
    {
        if (_ready >= lanes && !_over)
        {
            var now = time.GetTimestamp();
            while (now >= _sliceEnd)
            {
                _area += (double)_busy * (_sliceEnd - _lastChange);
                _slices.Add(_area / SliceTicks);
                (_area, _lastChange) = (0, _sliceEnd);
                _sliceEnd += SliceTicks;
            }
            _area += (double)_busy * (now - _lastChange);
            _lastChange = now;
        }
        _busy += by;
    }
}

/// <summary>The relay's count: means of requests in flight per 100 ms.</summary>
public sealed record InFlightReport
{
    /// <summary>How many lanes the run has.</summary>
    public required int Lanes { get; init; }

    /// <summary>Length of the run without head and tail.</summary>
    public required double Seconds { get; init; }

    /// <summary>Mean number of requests in flight over the run.</summary>
    public required double Mean { get; init; }

    /// <summary>The lowest slice of the run.</summary>
    public required double Least { get; init; }

    /// <summary>Share (0..1) of the run in which at least 0.95 × lanes were in flight.</summary>
    public required double Share95 { get; init; }

    /// <summary>The slices before the run.</summary>
    public required IReadOnlyList<double> Head { get; init; }

    /// <summary>The slices after the run.</summary>
    public required IReadOnlyList<double> Tail { get; init; }

    /// <summary>The slices of the run.</summary>
    public required IReadOnlyList<double> Slices { get; init; }
}
