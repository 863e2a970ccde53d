namespace Seawall.Transport;

/// <summary>One who wants to dial a server; made once a connection.</summary>
public abstract class DialTurn
{
    internal DialQueue.Lane? Lane { get; set; }

    internal bool IsWaiting { get; set; }

    internal bool HasTurn { get; set; }

    internal DialTurn? Next { get; set; }

    internal DialTurn? Previous { get; set; }

    /// <summary>It may dial now; called on any thread, with no lock held, when <see cref="DialQueue.Enter"/> let it wait.</summary>
    public abstract void OnTurn();
}

/// <summary>
/// How many dial one server at a time, together and of one class: a storm of connections costs the server and this process no more at once than that. The others wait, the
/// classes that matter most first, in a class in the order they came, and the class that waited longest first among equals. Its own lock.
/// </summary>
public sealed class DialQueue(int most, int mostPerClass)
{
    private readonly Lock _turn = new();
    private readonly Dictionary<ConnectionClass, Lane> _lanes = [];
    private int _most = most;
    private int _mostPerClass = mostPerClass;
    private long _order;

    /// <summary>Dialling now.</summary>
    public int Dialling { get; private set; }

    /// <summary>Waiting for their turn.</summary>
    public int Waiting { get; private set; }

    /// <summary>Other numbers from now on.</summary>
    public void Resize(int all, int perClass)
    {
        lock (_turn)
            (_most, _mostPerClass) = (all, perClass);
        GrantAll();
    }

    /// <summary>True when it may dial at once; else <see cref="DialTurn.OnTurn"/> is called when it may.</summary>
    /// <param name="grade">How much it matters, 0 most.</param>
    public bool Enter(DialTurn turn, ConnectionClass ofClass, int grade)
    {
        lock (_turn)
        {
            if (!_lanes.TryGetValue(ofClass, out Lane? lane))
                _lanes[ofClass] = lane = new Lane();
            lane.Grade = grade;
            turn.Lane = lane;
            if (Dialling < _most && lane.Dialling < _mostPerClass && lane.First is null)
            {
                Start(turn);
                return true;
            }
            (turn.IsWaiting, turn.Previous, turn.Next) = (true, lane.Last, null);
            if (lane.Last is null)
                (lane.First, lane.Order) = (turn, _order++);
            else
                lane.Last.Next = turn;
            lane.Last = turn;
            Waiting++;
            return false;
        }
    }

    /// <summary>It has dialled, or will not; may be called more than once.</summary>
    public void Leave(DialTurn turn)
    {
        lock (_turn)
        {
            if (turn.IsWaiting)
                Remove(turn);
            if (turn.HasTurn)
            {
                turn.HasTurn = false;
                turn.Lane!.Dialling--;
                Dialling--;
            }
        }
        GrantAll();
    }

    private void GrantAll()
    {
        while (true)
        {
            DialTurn? next;
            lock (_turn)
            {
                next = Waiting > 0 && Dialling < _most ? FirstInTurn() : null;
                if (next is null)
                    return;
                Remove(next);
                // The class goes to the end of its equals: they take turns.
                next.Lane!.Order = _order++;
                Start(next);
            }
            next.OnTurn();
        }
    }

    private DialTurn? FirstInTurn()
    {
        Lane? first = null;
        foreach (Lane lane in _lanes.Values)
        {
            if (lane.First is null || lane.Dialling >= _mostPerClass)
                continue;
            if (first is null || lane.Grade < first.Grade || (lane.Grade == first.Grade && lane.Order < first.Order))
                first = lane;
        }
        return first?.First;
    }

    private void Start(DialTurn turn)
    {
        turn.HasTurn = true;
        turn.Lane!.Dialling++;
        Dialling++;
    }

    private void Remove(DialTurn turn)
    {
        Lane lane = turn.Lane!;
        if (turn.Previous is { } previous)
            previous.Next = turn.Next;
        else
            lane.First = turn.Next;
        if (turn.Next is { } next)
            next.Previous = turn.Previous;
        else
            lane.Last = turn.Previous;
        (turn.IsWaiting, turn.Next, turn.Previous) = (false, null, null);
        Waiting--;
    }

    /// <summary>Those of one class.</summary>
    internal sealed class Lane
    {
        public int Grade { get; set; }

        public int Dialling { get; set; }

        public long Order { get; set; }

        public DialTurn? First { get; set; }

        public DialTurn? Last { get; set; }
    }
}
