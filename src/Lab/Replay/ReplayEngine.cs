using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;
using Seawall.Transport;

namespace Seawall.Lab.Replay;

/// <summary>
/// The replay itself, on one loop: lanes connect, the run begins when all of them are ready, units are handed out by
/// <see cref="UnitQueue"/> or released round by round, and it ends when the last lane has closed.
/// </summary>
internal sealed partial class ReplayEngine
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    private readonly Lane[] _lanes;
    private readonly UnitQueue? _queue;
    private readonly RoundBarrier? _barrier;
    private readonly Stack<Lane> _waiting = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoopTimer _deadline;
    private readonly LoopTimer _graceTimer;
    private readonly LoopTimer _warmUp;
    private readonly OrderCheck _order;
    private int[] _dependsOn = new int[16];
    private int _ended;
    private bool _ranOut;
    private long _latestStarted = long.MinValue;
    private string? _fault;

    public ReplayEngine(EventLoop loop, ReplayPlan plan, ReplayTarget target, ReplayOptions options, RecordedRun? recorded = null)
    {
        (Loop, Plan, Target, Options, Recorded) = (loop, plan, target, options, recorded);
        int lanes = plan.Manifest.LaneCount;
        Meter = new InFlightMeter(lanes);
        Timeline = new Timeline(Meter);
        Comparison = new Comparison(plan.Manifest.Digests.Count);
        StatePreludes = new StatePreludes(plan.Manifest.States, target.SettingsOfUser);
        _order = new OrderCheck(plan.Units.Length);
        _lanes = new Lane[lanes];
        for (int i = 0; i < lanes; i++)
        {
            _lanes[i] = new Lane(this, i);
        }

        if (options.Mode == ReplayMode.Saturate)
        {
            _queue = new UnitQueue(plan, lanes);
        }
        else
        {
            _barrier = new RoundBarrier(plan, _lanes);
        }

        loop.UseAlarm(static engine => ((ReplayEngine)engine!).WakeParked(), this);
        _deadline = loop.CreateTimer(static engine => ((ReplayEngine)engine!).StopHandingOut(), this);
        _warmUp = loop.CreateTimer(static engine => ((ReplayEngine)engine!).EndWarmUp(), this);
        _graceTimer = loop.CreateTimer(static engine => ((ReplayEngine)engine!).AbandonAll(), this);
    }

    public EventLoop Loop { get; }
    public ReplayPlan Plan { get; }
    public ReplayTarget Target { get; }
    public ReplayOptions Options { get; }
    public InFlightMeter Meter { get; }
    public Timeline Timeline { get; }
    public Comparison Comparison { get; private set; }
    public RecordedRun? Recorded { get; }
    public StatePreludes StatePreludes { get; }
    public OrderCheck Order => _order;
    public RoundBarrier? Barrier => _barrier;
    public string? Raised { get; private set; }
    public long StartedAt { get; private set; }
    public long EndedAt { get; private set; }
    public TimeSpan CpuAtStart { get; private set; }
    public TimeSpan CpuAtEnd { get; private set; }
    public long UnitsEnded { get; private set; }
    public long UnitsCut { get; private set; }
    public long LanesLost { get; private set; }
    public long ReorderMaxMicros { get; private set; }
    public double ReorderSumMicros { get; private set; }
    public long UnitsStarted { get; private set; }
    public long Preludes { get; set; }
    public long PreludeErrors { get; set; }
    public string? LastPreludeError { get; set; }
    public int Passes => _queue?.Passes ?? _barrier!.Passes;
    public bool IsStopping { get; private set; }

    /// <summary>Runs to the end; a fault of the target or of the log-in throws <see cref="ReplayRefusedException"/>.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        Loop.Faulted = fault => Fail(fault.Message);
        Loop.Post(static engine => ((ReplayEngine)engine!).ConnectAll(), this);
        Loop.Start();
        using CancellationTokenRegistration stop = ct.Register(() => Loop.Post(static engine => ((ReplayEngine)engine!).StopHandingOut(), this));
        await _over.Task.ConfigureAwait(false);
        if (_fault is not null)
        {
            throw new ReplayRefusedException(_fault);
        }
    }

    /// <summary>The first step of a unit is being sent.</summary>
    public void Started(in UnitRef unit)
    {
        UnitsStarted++;
        if (_latestStarted > unit.StartMicros)
        {
            long behind = _latestStarted - unit.StartMicros;
            ReorderMaxMicros = Math.Max(ReorderMaxMicros, behind);
            ReorderSumMicros += behind;
        }
        else
        {
            _latestStarted = unit.StartMicros;
        }
    }

    /// <summary>A unit came to its end on a lane, which is free for the next.</summary>
    public void Ended(Lane lane, int order, int pass, int steps, bool complete, ReadOnlySpan<StepTimes> times)
    {
        Account(order, pass, steps, complete, times);
        if (_barrier is not null)
        {
            _barrier.Ended();
            NextRound();
            return;
        }

        _working--;
        if (_queue!.Complete(order))
        {
            WakeWaiting();
        }

        GiveWork(lane);
    }

    /// <summary>A unit's connection went away under it.</summary>
    public void Cut(int order, int pass, int steps, ReadOnlySpan<StepTimes> times)
    {
        UnitsCut++;
        Account(order, pass, steps, complete: false, times);
        _working--;
        if (_queue is not null && _queue.Complete(order))
        {
            WakeWaiting();
        }
    }

    public void AtBarrier() => _barrier!.Arrived(this);

    public void LaneLost(Lane lane, bool beforeStart, string reason)
    {
        if (beforeStart && StartedAt == 0)
        {
            Fail(_fault ?? $"lane {lane.Index} could not log in at {Target.Address}: {reason}");
            return;
        }

        LanesLost++;
        bool comesBack = !IsStopping && _barrier is null && LanesLost <= 3L * _lanes.Length;
        if (comesBack)
        {
            lane.Connect();
            return;
        }

        LaneEnded();
        if (_barrier is not null && !IsStopping)
        {
            Fail($"lane {lane.Index} was lost ({reason}); rounds cannot go on without it");
        }
    }

    public void LaneEnded()
    {
        if (++_ended == _lanes.Length)
        {
            _graceTimer.Stop();
            _deadline.Stop();
            Loop.StopAlarm();
            _over.TrySetResult();
        }
    }

    public void Fail(string fault)
    {
        _fault ??= fault;
        IsStopping = true;
        _over.TrySetResult();
    }

    private void Begin()
    {
        // Only now: before the run the backends need the processor more, to prove the passwords.
        Raised = Options.Priority == SendPriority.Raised ? Priority.RaiseCurrentThread() : null;
        StartedAt = Loop.NowMicros;
        CpuAtStart = Environment.CpuUsage.TotalTime;
        Meter.Start(StartedAt);
        Timeline.Start(StartedAt);
        if (Options.Duration is { } duration)
        {
            _deadline.Start(duration);
        }

        if (_barrier is not null)
        {
            NextRound();
            return;
        }

        foreach (Lane lane in _lanes)
        {
            GiveWork(lane);
        }

        _begun.TrySetResult();
    }

    private void GiveWork(Lane lane)
    {
        if (!IsStopping)
        {
            if (!MayBegin())
            {
                Park(lane);
                return;
            }

            if (_queue!.TryTake(lane.Index, lane.State, out int order))
            {
                _working++;
                lane.Begin(order, _queue.Passes, NextIntended());
                return;
            }

            if (Options.Duration is not null && _queue.CanRefill)
            {
                _queue.Refill();
                _latestStarted = long.MinValue;
                WakeWaiting();
                GiveWork(lane);
                return;
            }

            // Units are left, but wait for others to end, or belong to another lane's session.
            if (!_queue.IsEmpty || Options.Duration is not null)
            {
                _waiting.Push(lane);
                if (_queue.IsEmpty)
                {
                    RanOut();
                }

                WakeParked();
                return;
            }
        }

        RanOut();
        lane.Retire();
        WakeWaiting();
    }

    private void WakeWaiting()
    {
        // Each lane that finds nothing waits again, so only those here now are asked.
        for (int count = _waiting.Count; count > 0 && _waiting.TryPop(out Lane? lane); count--)
        {
            GiveWork(lane);
        }

        WakeParked();
    }

    private void NextRound()
    {
        if (!_barrier!.RoundIsOver)
        {
            return;
        }

        if (!IsStopping && _barrier.TryNext(Options.Duration is not null))
        {
            return;
        }

        RanOut();
        RetireAll();
    }

    private void RetireAll()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Retire();
        }
    }

    private void Account(int order, int pass, int steps, bool complete, ReadOnlySpan<StepTimes> times)
    {
        ref readonly UnitRef unit = ref Plan.Units[order];
        UnitsEnded += complete ? 1 : 0;
        if (_dependsOn.Length < unit.Dependencies)
        {
            _dependsOn = new int[unit.Dependencies * 2];
        }

        if (unit.Dependencies > 0)
        {
            var record = new LaneUnit(Plan.Bytes(unit));
            for (int i = 0; i < unit.Dependencies; i++)
            {
                _dependsOn[i] = record.DependsOn(i);
            }
        }

        _order.Unit(unit.Number, pass, steps, complete, times, _dependsOn.AsSpan(0, unit.Dependencies));
    }

    /// <summary>No unit is handed out any more; those under way go on to their end.</summary>
    private void StopHandingOut()
    {
        if (IsStopping)
        {
            return;
        }

        IsStopping = true;
        RanOut();
        _graceTimer.Start(_grace);
        if (StartedAt == 0)
        {
            StartedAt = EndedAt;
            _warmUp.Stop();
            AbandonAll();
        }
        else
        {
            WakeWaiting();
        }
    }

    private void AbandonAll()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Abandon();
        }
    }

    private void RanOut()
    {
        if (!_ranOut)
        {
            _ranOut = true;
            EndedAt = Loop.NowMicros;
            CpuAtEnd = Environment.CpuUsage.TotalTime;
            Meter.WorkRanOut(EndedAt);
        }
    }
}
