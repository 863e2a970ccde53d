using Seawall.Gate.Limits;

namespace Seawall.Gate.Judging;

/// <summary>Who waits for a ticket; called on any thread, with no lock held, at most once for each wait.</summary>
internal interface IWaiter
{
    /// <summary>The ticket's turn has come: ask the judge to go on.</summary>
    void OnGranted();
}

/// <summary>
/// What one session holds and waits for at the gate's limits. One object a session for its whole life. The queue it waits in is one at most; places it holds are
/// given back when its unit ends (ReadyForQuery), or for locks of the server's when its transaction does.
/// </summary>
internal sealed class Ticket(IWaiter waiter)
{
    private const int Most = 8;

    private readonly Place[] _places = new Place[Most];
    private int _count;
    private SlotQueue? _waitsIn;
    private SlotQueue? _grantedIn;

    /// <summary>The stage that is asked next.</summary>
    public int NextStage { get; set; }

    /// <summary>Whether the statement has been charged to the limits of rate; set by the stage that did, forgotten with the next statement.</summary>
    internal bool IsCharged { get; set; }

    /// <summary>The queue it waits in; written under that queue's lock.</summary>
    internal SlotQueue? WaitsIn
    {
        get => Volatile.Read(ref _waitsIn);
        private set => Volatile.Write(ref _waitsIn, value);
    }

    /// <summary>Whether it lost its place in the queue to somebody who matters more; the stage that is asked next then refuses the statement.</summary>
    internal bool IsPushedOut { get; set; }

    /// <summary>Whom the wait is counted to; null when nobody keeps account.</summary>
    internal BusinessAccount? Account { get; set; }

    /// <summary>Bytes that are held while it waits, counted to the account.</summary>
    internal int HeldBytes { get; set; }

    /// <summary>What the statement gets when its patience ends.</summary>
    internal StatementRefusal? Otherwise { get; set; }

    internal Lane? Lane { get; set; }

    /// <summary>Whether the place it waits for is held until the transaction ends.</summary>
    internal bool WaitsUntilIdle { get; set; }

    internal Ticket? Next { get; set; }

    internal Ticket? Previous { get; set; }

    /// <summary>The grade of who waits, 0 matters most; queues that order by grade read it.</summary>
    public int Grade { get; set; }

    /// <summary>A number of the business of who waits; fair queues take turns by it.</summary>
    public int Business { get; set; }

    /// <summary>When it began to wait, monotonic microseconds.</summary>
    public long WaitsSince { get; set; }

    /// <summary>After how many milliseconds the statement it was last granted for is cancelled at the server; 0 for never.</summary>
    public int CancelAfterMs { get; set; }

    /// <summary>What the client is told when that happens.</summary>
    public StatementRefusal? Cancelled { get; set; }

    public bool IsWaiting => WaitsIn is not null;

    /// <summary>Whether there is room for one more place; a unit that holds so many already runs on without another.</summary>
    public bool HasRoom => _count < Most;

    public bool Holds(SlotQueue queue)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_places[i].Queue == queue)
                return true;
        }
        return false;
    }

    /// <summary>Whether any place is held until the transaction ends.</summary>
    public bool HoldsForTransaction
    {
        get
        {
            for (var i = 0; i < _count; i++)
            {
                if (_places[i].UntilIdle)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Another statement is decided about: what was noted of the last one's waits is forgotten.</summary>
    public void BeginStatement()
    {
        (NextStage, HeldBytes) = (0, 0);
        (IsCharged, IsPushedOut) = (false, false);
        (Account, Otherwise) = (null, null);
    }

    /// <summary>Stands in a queue from now on; called by the queue, under its lock.</summary>
    internal void Stand(SlotQueue queue, long nowMicros, bool untilIdle)
    {
        (WaitsSince, WaitsUntilIdle, IsPushedOut) = (nowMicros, untilIdle, false);
        WaitsIn = queue;
        Account?.OnWaits(HeldBytes);
    }

    /// <summary>Stands in it no more; called by the queue, under its lock, on any thread. A place that was granted is kept apart until the session takes it.</summary>
    internal void Unstand(bool granted, bool pushedOut)
    {
        Account?.OnWaited(HeldBytes);
        IsPushedOut = pushedOut;
        _grantedIn = granted ? WaitsIn : null;
        WaitsIn = null;
    }

    /// <summary>Puts a place that was granted among those it holds; on the session's thread, before the judge goes on.</summary>
    public void TakeGranted()
    {
        if (_grantedIn is not { } queue)
            return;
        _grantedIn = null;
        Add(queue, WaitsUntilIdle);
    }

    /// <summary>Notes a place taken in a queue; called by the queue.</summary>
    internal void Add(SlotQueue queue, bool untilIdle) => _places[_count++] = new Place(queue, untilIdle);

    /// <summary>A unit has ended: gives back what was held for it, and everything when no transaction is open.</summary>
    public void OnReady(bool idle)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_places[i].UntilIdle && !idle)
                _places[kept++] = _places[i];
            else
                _places[i].Queue.Leave();
        }
        Array.Clear(_places, kept, _count - kept);
        _count = kept;
        CancelAfterMs = 0;
        Cancelled = null;
    }

    /// <summary>Leaves the queue it waits in; false when its turn came meanwhile, so that <see cref="IWaiter.OnGranted"/> was called or is about to be.</summary>
    public bool TryAbandon()
    {
        if (WaitsIn is not { } queue)
            return _grantedIn is null && !IsPushedOut;
        if (!queue.TryAbandon(this))
            return false;
        Account?.OnRefused(Otherwise);
        return true;
    }

    /// <summary>The session is over.</summary>
    public void Close()
    {
        if (WaitsIn is { } queue)
            queue.TryAbandon(this);
        TakeGranted();
        OnReady(idle: true);
    }

    internal void Grant() => waiter.OnGranted();

    private readonly record struct Place(SlotQueue Queue, bool UntilIdle);
}
