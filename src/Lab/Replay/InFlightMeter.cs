namespace Seawall.Lab.Replay;

/// <summary>
/// Requests sent and not yet answered, weighted by time. The head lasts until the lanes are first full, the tail begins
/// when no unit is left to hand out; what lies between is the run.
/// </summary>
internal sealed class InFlightMeter(int lanes)
{
    private readonly int _enough = (int)Math.Ceiling(0.95 * lanes);
    private readonly Stretch[] _stretches = [new(), new(), new()];
    private int _stretch;
    private long _last;

    public int Now { get; private set; }

    /// <summary>Statements in flight × microseconds, from the start to the last passing of time.</summary>
    public double Area { get; private set; }

    public Stretch Head => _stretches[0];

    public Stretch Run => _stretches[1];

    public Stretch Tail => _stretches[2];

    public void Start(long micros) => _last = micros;

    public void Sent(long micros)
    {
        Pass(micros);
        Now++;
        if (_stretch == 0 && Now >= _enough)
        {
            _stretch = 1;
        }
    }

    public void Answered(long micros)
    {
        Pass(micros);
        Now--;
    }

    public void WorkRanOut(long micros)
    {
        Pass(micros);
        _stretch = 2;
    }

    public void Pass(long micros)
    {
        long passed = micros - _last;
        if (passed > 0)
        {
            _stretches[_stretch].Add(Now, passed, Now >= _enough);
            Area += (double)Now * passed;
            _last = micros;
        }
    }

    internal sealed class Stretch
    {
        private double _area;
        private long _full;

        public long Micros { get; private set; }

        public double Mean => Micros == 0 ? 0 : _area / Micros;

        /// <summary>Share of the time with at least 95 % of the lanes in flight.</summary>
        public double Share95 => Micros == 0 ? 0 : (double)_full / Micros;

        public void Add(int inFlight, long micros, bool full)
        {
            _area += (double)inFlight * micros;
            _full += full ? micros : 0;
            Micros += micros;
        }
    }
}
