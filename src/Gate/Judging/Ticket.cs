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

    /// <summary>The stage that is asked next.</summary>
    public int NextStage { get; set; }

    /// <summary>The queue it waits in; written under that queue's lock.</summary>
    internal SlotQueue? WaitsIn { get; set; }

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
    public bool TryAbandon() => WaitsIn is not { } queue || queue.TryAbandon(this);

    /// <summary>The session is over.</summary>
    public void Close()
    {
        TryAbandon();
        OnReady(idle: true);
    }

    internal void Grant() => waiter.OnGranted();

    private readonly record struct Place(SlotQueue Queue, bool UntilIdle);
}
