using Seawall.Lab.Packing;

namespace Seawall.Lab.Replay;

/// <summary>
/// Hands units to lanes that ask, in the prepared order: the oldest ready one, or one a little younger that needs the session state
/// the lane has already, which saves setting up another. Sticky units go to their own lane only.
/// </summary>
internal sealed class UnitQueue
{
    private readonly ReplayPlan _plan;
    private readonly int _lookAhead;
    private readonly PriorityQueue<int, int>[] _ready;
    private readonly PriorityQueue<int, int>[] _sticky;
    private readonly bool[] _laneHasSticky;
    private readonly bool _everyLaneHasSticky;
    private readonly int[] _waitsFor;
    private readonly int[][] _waiters;
    private readonly int _discarding;
    private int _untaken;
    private int _uncompleted;

    public UnitQueue(ReplayPlan plan, int lanes)
    {
        _plan = plan;
        _lookAhead = 2 * lanes;
        _discarding = plan.Manifest.States.Count;
        _ready = Queues(_discarding + 1);
        _sticky = Queues(lanes);
        _laneHasSticky = new bool[lanes];
        foreach (ref readonly UnitRef unit in plan.Units)
        {
            _laneHasSticky[unit.Lane] |= unit.Traits.HasFlag(UnitTraits.Sticky);
        }

        _everyLaneHasSticky = !_laneHasSticky.Contains(false);
        _waitsFor = new int[plan.Units.Length];
        _waiters = Waiters();
        Refill();
    }

    /// <summary>Times the log was begun.</summary>
    public int Passes { get; private set; }

    /// <summary>No unit of this pass is left to hand out.</summary>
    public bool IsEmpty => _untaken == 0;

    /// <summary>Whether the log can be begun again: where units wait for each other, only once all of them have ended.</summary>
    public bool CanRefill => _untaken == 0 && (!_plan.HasDependencies || _uncompleted == 0);

    /// <summary>The order number of the lane's next unit; false when none is ready for it now.</summary>
    public bool TryTake(int lane, int laneState, out int order)
    {
        order = -1;
        if (_untaken == 0)
        {
            return false;
        }

        // 1. The oldest unit any lane may take.
        PriorityQueue<int, int>? from = null;
        bool mayDiscard = !_laneHasSticky[lane] || _everyLaneHasSticky;
        for (int state = 0; state < _ready.Length - (mayDiscard ? 0 : 1); state++)
        {
            if (_ready[state].TryPeek(out int head, out _) && (from is null || head < order))
            {
                (order, from) = (head, _ready[state]);
            }
        }

        // 2. The lane's own: its sticky sessions first, then the state it is in.
        if (_sticky[lane].TryPeek(out int own, out _) && (from is null || own <= order + _lookAhead))
        {
            (order, from) = (own, _sticky[lane]);
        }
        else if (from is not null && laneState >= 0 && _ready[laneState].TryPeek(out own, out _) && own <= order + _lookAhead)
        {
            (order, from) = (own, _ready[laneState]);
        }

        if (from is null)
        {
            return false;
        }

        from.Dequeue();
        _untaken--;
        return true;
    }

    /// <summary>A unit ended; true when that made others ready.</summary>
    public bool Complete(int order)
    {
        _uncompleted--;
        bool any = false;
        foreach (int waiter in _waiters[order])
        {
            if (--_waitsFor[waiter] == 0)
            {
                MakeReady(waiter);
                any = true;
            }
        }

        return any;
    }

    /// <summary>Begins the log again.</summary>
    public void Refill()
    {
        Passes++;
        _untaken += _plan.Units.Length;
        _uncompleted += _plan.Units.Length;
        for (int order = 0; order < _plan.Units.Length; order++)
        {
            _waitsFor[order] = _plan.Units[order].Dependencies;
            if (_waitsFor[order] == 0)
            {
                MakeReady(order);
            }
        }
    }

    private void MakeReady(int order)
    {
        ref readonly UnitRef unit = ref _plan.Units[order];
        PriorityQueue<int, int> queue = unit.Traits.HasFlag(UnitTraits.Sticky) ? _sticky[unit.Lane]
            : unit.Traits.HasFlag(UnitTraits.Discards) ? _ready[_discarding]
            : _ready[unit.State];
        queue.Enqueue(order, order);
    }

    private int[][] Waiters()
    {
        if (!_plan.HasDependencies)
        {
            var none = new int[_plan.Units.Length][];
            Array.Fill(none, []);
            return none;
        }

        var waiters = new List<int>?[_plan.Units.Length];
        for (int order = 0; order < waiters.Length; order++)
        {
            var unit = new LaneUnit(_plan.Bytes(_plan.Units[order]));
            for (int i = 0; i < unit.Dependencies; i++)
            {
                (waiters[_plan.OrderOf(unit.DependsOn(i))] ??= []).Add(order);
            }
        }

        return Array.ConvertAll(waiters, list => list?.ToArray() ?? []);
    }

    private static PriorityQueue<int, int>[] Queues(int count)
    {
        var queues = new PriorityQueue<int, int>[count];
        for (int i = 0; i < count; i++)
        {
            queues[i] = new PriorityQueue<int, int>();
        }

        return queues;
    }
}
