namespace Seawall.Client.Limits;

/// <summary>Whether this process is overloaded, and from which rank on it still admits requests; one a process.</summary>
/// <remarks>Its measure is waiting: of requests for their turn under a limit, and of work for a thread of the pool.</remarks>
internal sealed class Overload
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(5);
    private const int LongestIdle = 100;
    private const int WindowsASecond = 10;

    private readonly Lock _turn = new();
    private readonly int[] _offered = new int[Rank.Most];
    private readonly TimeProvider _clock;
    private readonly Action<Action> _run;
    private readonly Action _probed;
    private long _windowAt;
    private long _probeAt;
    private bool _isProbing;
    private (TimeSpan Sum, int Count) _queued;
    private (TimeSpan Sum, int Count) _pool;
    private double _owed;
    private AdmissionLevel _level = AdmissionLevel.Open;
    private readonly TimeSpan[] _waits = new TimeSpan[WindowsASecond];
    private int _last;

    /// <param name="run">Runs an action when a thread of the pool is free.</param>
    public Overload(TimeProvider clock, Action<Action> run)
    {
        _clock = clock;
        _run = run;
        _probed = Probed;
        _windowAt = _probeAt = clock.GetTimestamp();
    }

    public static Overload OfThisProcess(TimeProvider clock) => new(clock, action => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), action, preferLocal: false));

    /// <summary>The level in force.</summary>
    public AdmissionLevel Level
    {
        get
        {
            lock (_turn)
                return _level;
        }
    }

    /// <summary>The longest mean wait of the last ten windows in which anybody came; none when that was more than a second ago.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_turn)
                return _clock.GetElapsedTime(_windowAt) > Window * WindowsASecond ? TimeSpan.Zero : _waits.Max();
        }
    }

    /// <summary>Counts a request and says whether its rank is admitted. The target is the wait that counts as overload.</summary>
    public bool Admits(int rank, TimeSpan target)
    {
        var probes = false;
        bool admitted;
        lock (_turn)
        {
            var now = _clock.GetTimestamp();
            Roll(now, target);
            _offered[rank]++;
            if (!_isProbing && _clock.GetElapsedTime(_probeAt, now) >= BetweenProbes)
                (probes, _isProbing, _probeAt) = (true, true, now);
            admitted = rank > _level.Rank || (rank == _level.Rank && Owes());
        }
        if (probes)
            _run(_probed);
        return admitted;
    }

    /// <summary>Notes how long a request waited for its turn under a limit.</summary>
    public void Waited(TimeSpan wait)
    {
        lock (_turn)
            _queued = (_queued.Sum + wait, _queued.Count + 1);
    }

    // A share is kept exactly, not by chance.
    private bool Owes()
    {
        _owed += _level.Share;
        if (_owed < 1)
            return false;
        _owed -= 1;
        return true;
    }

    private void Probed()
    {
        lock (_turn)
        {
            _pool = (_pool.Sum + _clock.GetElapsedTime(_probeAt), _pool.Count + 1);
            _isProbing = false;
        }
    }

    private void Roll(long now, TimeSpan target)
    {
        var windows = (int)Math.Min(LongestIdle, _clock.GetElapsedTime(_windowAt, now) / Window);
        if (windows == 0)
            return;
        _windowAt = now;
        // A probe that is out is waiting still: a pool that has come to a stand must not look calm.
        var pending = _isProbing ? _clock.GetElapsedTime(_probeAt, now) : TimeSpan.Zero;
        var wait = Longest(Mean(_queued), Longest(Mean(_pool), pending));
        _waits[_last = (_last + 1) % WindowsASecond] = wait;
        _level = _level.After(_offered, wait, target);
        Array.Clear(_offered);
        (_queued, _pool) = (default, default);
        // Windows in which nobody came were calm.
        for (var idle = 1; idle < windows; idle++)
            _level = _level.After(_offered, TimeSpan.Zero, target);
    }

    private static TimeSpan Mean((TimeSpan Sum, int Count) waits) => waits.Count == 0 ? TimeSpan.Zero : waits.Sum / waits.Count;

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
