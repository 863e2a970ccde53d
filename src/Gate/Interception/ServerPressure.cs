using Seawall.Client.Gates;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;
using Seawall.Gate.Routing;

namespace Seawall.Gate.Interception;

/// <summary>One server behind the gate: its pace, its pressure, and the places that slow and unknown statements share while the pressure lasts.</summary>
internal sealed class ServerPressure(Upstream upstream)
{
    private const long Idle = 2_000_000;
    private const int MostTicks = 256;

    private readonly Lock _turn = new();
    private readonly Slowdown _pace = new();
    private readonly SlotQueue _inFlight = new(int.MaxValue, 0);
    private PressureStep _step = PressureStep.None;
    private long _nextTick;
    private volatile int _level;

    public Upstream Upstream { get; } = upstream;

    /// <summary>Places of slow statements; in warn mode they are taken, and nobody waits.</summary>
    public SlotQueue Slow { get; } = new(int.MaxValue, int.MaxValue);

    /// <summary>The one place of statements that nobody knows.</summary>
    public SlotQueue Trial { get; } = new(int.MaxValue, int.MaxValue);

    /// <summary>0 for no pressure, up to <see cref="Decisions.MostLevel"/>.</summary>
    public int Level => _level;

    /// <summary>Places of slow statements now.</summary>
    public int Places => _step.Places;

    /// <summary>When the pressure began, monotonic microseconds.</summary>
    public long Since { get; private set; }

    /// <summary>How often pressure began.</summary>
    public long Times { get; private set; }

    /// <summary>Base-2 logarithm of how many times slower than normal it is.</summary>
    public float Log2Slowdown => _pace.Log2;

    /// <summary>What calls are to be learned with; see <see cref="Slowdown.Log2AtMost"/>.</summary>
    public float Log2SlowdownAtMost => _pace.Log2AtMost;

    /// <summary>Statements at the server or on their way to it; those that wait for a place of the interception are not among them.</summary>
    public int InFlight => _inFlight.Taken + Slow.Taken + Trial.Taken;

    /// <summary>A statement that needs no place goes on its way; it counts as in flight until its unit ends.</summary>
    public void Enter(Ticket ticket, long nowMicros) => _inFlight.Enter(ticket, nowMicros);

    /// <summary>A call of a fast statement and its normal time, both base-2 logarithms.</summary>
    public void Note(float log2Micros, float log2Normal) => _pace.Note(log2Micros - log2Normal);

    /// <summary>Takes the readings that are due; a few instructions when none is.</summary>
    public void Tick(InterceptionSettings settings, long nowMicros)
    {
        var due = Volatile.Read(ref _nextTick);
        if (nowMicros < due || Interlocked.CompareExchange(ref _nextTick, nowMicros + PressureStep.TickMicros, due) != due)
            return;
        lock (_turn)
            Read(settings, due == 0 ? 1 : 1 + ((nowMicros - due) / PressureStep.TickMicros), nowMicros);
    }

    /// <summary>Other settings hold from now on.</summary>
    public void Apply(InterceptionSettings settings)
    {
        lock (_turn)
        {
            _step = settings.Mode == RuleMode.Off ? PressureStep.None with { Places = settings.Places } : _step with { Places = settings.Places };
            _level = _step.Level;
            Resize();
        }
    }

    private void Read(InterceptionSettings settings, long ticks, long nowMicros)
    {
        if (ticks * PressureStep.TickMicros >= Idle && InFlight == 0)
            _pace.Forget();
        else
            _pace.Read(ticks * PressureStep.TickMicros);
        var isHigh = _pace.Log2 >= MathF.Log2((float)settings.Ratio) || InFlight >= settings.InFlight;
        var isLow = _pace.Log2 < MathF.Log2((float)settings.Calm) && InFlight * 2 < Math.Max(2, settings.InFlight);
        var before = _step;
        for (var i = Math.Min(ticks, isHigh ? 1 : MostTicks); i > 0; i--)
            _step = _step.Next(settings, isHigh, isLow);
        if (before.Level == 0 && _step.Level > 0)
            (Since, Times) = (nowMicros, Times + 1);
        _level = _step.Level;
        if (before.Places != _step.Places || before.Level != _step.Level)
            Resize();
    }

    // Without pressure nobody has to wait, whoever stood in a queue included.
    private void Resize()
    {
        var free = _step.Level == 0;
        Slow.Resize(free ? int.MaxValue : _step.Places);
        Trial.Resize(free ? int.MaxValue : 1);
    }
}
