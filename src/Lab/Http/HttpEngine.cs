using Seawall.Kernel;
using Seawall.Lab.Replay;
using Seawall.Transport;

namespace Seawall.Lab.Http;

/// <summary>
/// The load itself, on one loop: all connections stand before the first request, due requests are sent in batches when the loop's alarm rings
/// and whenever an answer frees a connection, and nothing is allocated from the first request to the last.
/// </summary>
internal sealed partial class HttpEngine
{
    /// <summary>
    /// Microseconds between two wake-ups for due requests, so at most 2000 a second: waking a thread and its server costs several times what a request
    /// does, and above that rate several requests leave together. Their lateness is part of the corrected times.
    /// </summary>
    private const long LeastNap = 500;

    private static readonly TimeSpan _sweepEvery = TimeSpan.FromMilliseconds(100);

    private readonly LoadPlan _plan;
    private readonly TargetPool[] _pools;
    private readonly LoadMeasure[] _measures;
    private readonly LoadTimeline _timeline;
    private readonly LatencyHistogram _lateness = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoopTimer _sweep;
    private readonly LoopTimer _drain;
    private readonly long _timeoutMicros;
    private Phase _phase;
    private long _start;
    private long _from;
    private long _end;
    private long _due = ArrivalSchedule.Over;
    private long _standing;
    private long _firstTries;
    private string? _fault;

    public HttpEngine(EventLoop loop, RequestSet requests, LoadPlan plan)
    {
        (Loop, Requests, _plan) = (loop, requests, plan);
        int queueLimit = plan.Arrivals is null ? plan.Connections : plan.QueueLimit;
        _pools = [.. requests.Targets.Select(target => new TargetPool(this, target, plan.Connections, queueLimit))];
        _measures = [.. requests.Interfaces.Select(_ => new LoadMeasure())];
        _timeline = new LoadTimeline(plan.Duration);
        _timeoutMicros = (long)plan.Timeout.TotalMicroseconds;
        _sweep = loop.CreateTimer(static engine => ((HttpEngine)engine!).Sweep(), this);
        _drain = loop.CreateTimer(static engine => ((HttpEngine)engine!).Finish(), this);
        loop.UseAlarm(static engine => ((HttpEngine)engine!).OnAlarm(), this);
    }

    private enum Phase : byte
    {
        Connecting,
        WarmingUp,
        Measuring,
        Draining,
        Over,
    }

    public EventLoop Loop { get; }

    public RequestSet Requests { get; }

    public LoadTimeline Timeline => _timeline;

    public int InFlight { get; private set; }

    public long Sent { get; private set; }

    public int Waiting => _pools.Sum(pool => pool.Waiting.Count);

    /// <summary>Runs to the end; cancelling ends it early with what was measured so far. Throws <see cref="HttpLoadRefusedException"/> when nobody answers at an address.</summary>
    public async Task<LoadOutcome> RunAsync(CancellationToken ct)
    {
        Loop.Faulted = fault => Fail($"The load generator failed: {fault}");
        Loop.Post(static engine => ((HttpEngine)engine!).ConnectAll(), this);
        Loop.Start();
        using CancellationTokenRegistration stop = ct.Register(() => Loop.Post(static engine => ((HttpEngine)engine!).Interrupt(), this));
        await _over.Task.ConfigureAwait(false);
        return _fault is null ? Outcome() : throw new HttpLoadRefusedException(_fault);
    }

    /// <summary>A connection stands.</summary>
    public void Connected(HttpConnection connection)
    {
        if (_phase == Phase.Connecting)
        {
            connection.Pool.PutBack(connection);
            _standing++;
            FirstTryEnded();
        }
        else if (_phase != Phase.Over)
        {
            Reconnects++;
            Freed(connection, Loop.NowMicros);
        }
    }

    /// <summary>A response came to its end.</summary>
    public void Answered(HttpConnection connection, int status)
    {
        if (_phase == Phase.Over)
        {
            return;
        }

        long now = Loop.NowMicros;
        InterfacePlan called = Requests.Interfaces[Requests.InterfaceOf(connection.Request)];
        bool error = called.IsError(status);
        Ended(connection, now);
        if (Counts(connection.Intended))
        {
            _measures[Requests.InterfaceOf(connection.Request)].Record(now - connection.Intended, now - connection.Sent, status, error);
            Note(connection.Intended, now - connection.Intended, error);
        }

        Freed(connection, now);
    }

    /// <summary>A request was given up, or cut off by the end of its connection.</summary>
    public void Failed(HttpConnection connection, bool timedOut)
    {
        if (_phase == Phase.Over)
        {
            return;
        }

        long now = Loop.NowMicros;
        Ended(connection, now);
        if (Counts(connection.Intended))
        {
            _measures[Requests.InterfaceOf(connection.Request)].RecordFailure(now - connection.Intended, now - connection.Sent, timedOut);
            Note(connection.Intended, now - connection.Intended, error: true);
        }

        Freed(connection, now);
    }

    /// <summary>A connection is gone; it is made anew at once, and after a refusal with the next sweep.</summary>
    public void Closed(HttpConnection connection, CloseReason reason)
    {
        switch (_phase)
        {
            case Phase.Connecting:
                _fault ??= $"Nobody answers at {connection.Pool.Target.Host}: {reason}.";
                FirstTryEnded();
                break;
            case Phase.WarmingUp or Phase.Measuring or Phase.Draining when reason.Kind != CloseKind.ConnectFailed:
                connection.Connect();
                break;
        }
    }

    private void ConnectAll()
    {
        foreach (TargetPool pool in _pools)
        {
            foreach (HttpConnection connection in pool.All)
            {
                connection.Connect();
            }
        }
    }

    private void FirstTryEnded()
    {
        if (++_firstTries < (long)_pools.Length * _plan.Connections)
        {
            return;
        }

        if (_standing < _firstTries)
        {
            Fail(_fault!);
            return;
        }

        Begin();
    }

    private void Begin()
    {
        Raised = _plan.Raise ? Priority.RaiseCurrentThread() : null;
        _phase = Phase.WarmingUp;
        _start = Loop.NowMicros;
        _from = _start + (long)_plan.WarmUp.TotalMicroseconds;
        _end = _from + (long)_plan.Duration.TotalMicroseconds;
        _sweep.Start(_sweepEvery);
        Reshare(_start);
        if (_plan.Arrivals is not null)
        {
            _due = NextDue();
        }
        else
        {
            for (int i = 0; i < _plan.Connections; i++)
            {
                Start(Loop.NowMicros, Loop.NowMicros);
            }
        }

        OnAlarm();
    }

    private void OnAlarm()
    {
        long now = Loop.NowMicros;
        if (_phase == Phase.WarmingUp && now >= _from)
        {
            BeginMeasuring(now);
        }

        if (_phase is not (Phase.WarmingUp or Phase.Measuring))
        {
            return;
        }

        SendDue(now);
        if (now >= _end)
        {
            EndMeasuring(now);
            return;
        }

        Loop.SetAlarm(Math.Min(Math.Max(_due, now + LeastNap), _phase == Phase.Measuring ? _end : _from));
    }

    /// <summary>Starts every request that is due by now.</summary>
    private void SendDue(long now)
    {
        while (_due <= now && _due < _end)
        {
            long intended = _due;
            _due = NextDue();
            if (Counts(intended))
            {
                _offered++;
                _timeline.At(intended - _from).Offered++;
            }

            Start(intended, now);
        }
    }

    private long NextDue()
    {
        long next = _plan.Arrivals!.Next();
        return next == ArrivalSchedule.Over ? next : _start + next;
    }

    private void Start(long intended, long now)
    {
        int request = Requests.Choose();
        int called = Requests.InterfaceOf(request);
        TargetPool pool = _pools[Requests.Interfaces[called].Target];
        if (pool.TryTake(out HttpConnection connection))
        {
            if (Counts(intended))
            {
                _lateness.Record(now - intended);
            }

            Send(connection, request, intended, now);
        }
        else if (!pool.Waiting.TryAdd(request, intended) && Counts(intended))
        {
            _measures[called].Dropped++;
        }
    }

    private void Send(HttpConnection connection, int request, long intended, long now)
    {
        Account(now);
        InFlight++;
        Sent++;
        connection.Send(request, intended, now);
    }

    /// <summary>A connection may take the next request: one that waits, one that is due, or in a closed loop a new one.</summary>
    private void Freed(HttpConnection connection, long now)
    {
        if (connection.IsOpen)
        {
            if (connection.Pool.Waiting.TryTake(out WaitingQueue.Waiting waiting))
            {
                Send(connection, waiting.Request, _plan.Arrivals is null ? now : waiting.Intended, now);
            }
            else
            {
                connection.Pool.PutBack(connection);
            }
        }

        if (_phase is Phase.WarmingUp or Phase.Measuring)
        {
            if (_due <= now)
            {
                SendDue(now);
            }

            return;
        }

        if (_phase == Phase.Draining)
        {
            FinishWhenDrained();
        }
    }

    private void Ended(HttpConnection connection, long now)
    {
        Account(now);
        InFlight--;
        EndedSoFar++;
        if (_phase == Phase.Measuring)
        {
            _ended++;
            _endedMicros += now - connection.Sent;
        }

        // A closed loop keeps as many under way as it has connections; this one's successor waits until a connection is free.
        if (_plan.Arrivals is null && _phase is Phase.WarmingUp or Phase.Measuring)
        {
            Successor(now);
        }
    }

    private void Reshare(long now)
    {
        if (_plan.ShareAt is { } shareAt)
        {
            Requests.MixAt(shareAt, TimeSpan.FromMicroseconds(now - _start));
        }
    }

    private void Sweep()
    {
        long now = Loop.NowMicros;
        Reshare(now);
        foreach (TargetPool pool in _pools)
        {
            foreach (HttpConnection connection in pool.All)
            {
                if (connection.IsBusy && now - connection.Sent > _timeoutMicros)
                {
                    connection.TimeOut();
                }
                else if (connection.IsGone)
                {
                    connection.Connect();
                }
            }
        }

        if (_phase != Phase.Over)
        {
            _sweep.Start(_sweepEvery);
        }
    }
}
