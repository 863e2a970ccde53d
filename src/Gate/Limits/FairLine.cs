using Seawall.Gate.Judging;

namespace Seawall.Gate.Limits;

/// <summary>
/// Who waits, ordered by grade; within a grade businesses take turns, each with its longest waiting ticket first, so that one with a thousand waiting
/// holds up another by one ticket at most. Used under its queue's lock.
/// </summary>
internal sealed class FairLine
{
    private const int Grades = 5;

    // Businesses are as many as a gate tells names apart; what comes then shares a lane.
    private const int MostLanes = 20_000;

    // So many lanes of a grade are looked at for the longest one.
    private const int MostCompared = 32;

    private readonly Dictionary<int, Lane> _lanes = [];

    // Of each grade the lane whose turn is next.
    private readonly Lane?[] _turns = new Lane?[Grades];
    private readonly Lane _rest = new() { Grade = Grades - 1 };

    public void Add(Ticket ticket)
    {
        Lane lane = LaneOf(ticket);
        lane.Add(ticket);
        if (lane.Count == 1)
            Join(lane);
    }

    public void Remove(Ticket ticket)
    {
        Lane lane = ticket.Lane!;
        lane.Remove(ticket);
        if (lane.Count == 0)
            Part(lane);
    }

    /// <summary>Whose turn it is, taken out; null when nobody waits.</summary>
    public Ticket? TakeNext()
    {
        foreach (Lane? lane in _turns)
        {
            if (lane is null)
                continue;
            Ticket ticket = lane.First!;
            _turns[lane.Grade] = lane.Next;
            Remove(ticket);
            return ticket;
        }
        return null;
    }

    /// <summary>Who gives way to a ticket that comes when there is no room: the last one of the longest lane of the lowest grade below its own, or of its own grade when that lane is the longer one. Null when nobody does.</summary>
    public Ticket? GivesWayTo(Ticket ticket)
    {
        int grade = Bounded(ticket.Grade);
        for (int lower = Grades - 1; lower > grade; lower--)
        {
            if (Longest(lower) is { } lane)
                return lane.Last;
        }
        int own = _lanes.TryGetValue(KeyOf(ticket), out Lane? mine) ? mine.Count : 0;
        return Longest(grade) is { } longest && longest.Count > own + 1 ? longest.Last : null;
    }

    private Lane? Longest(int grade)
    {
        Lane? first = _turns[grade];
        Lane? longest = first;
        Lane? lane = first?.Next;
        for (int i = 0; i < MostCompared && lane != first; i++, lane = lane!.Next)
        {
            if (lane!.Count > longest!.Count)
                longest = lane;
        }
        return longest;
    }

    private Lane LaneOf(Ticket ticket)
    {
        int key = KeyOf(ticket);
        if (_lanes.TryGetValue(key, out Lane? lane))
            return lane;
        if (_lanes.Count >= MostLanes)
            return _rest;
        lane = new Lane { Grade = Bounded(ticket.Grade) };
        _lanes.Add(key, lane);
        return lane;
    }

    private void Join(Lane lane)
    {
        if (_turns[lane.Grade] is not { } turn)
        {
            (lane.Next, lane.Previous) = (lane, lane);
            _turns[lane.Grade] = lane;
            return;
        }
        // Behind all the others.
        (lane.Next, lane.Previous) = (turn, turn.Previous);
        turn.Previous!.Next = lane;
        turn.Previous = lane;
    }

    private void Part(Lane lane)
    {
        if (lane.Next == lane)
        {
            _turns[lane.Grade] = null;
        }
        else
        {
            lane.Previous!.Next = lane.Next;
            lane.Next!.Previous = lane.Previous;
            if (_turns[lane.Grade] == lane)
                _turns[lane.Grade] = lane.Next;
        }
        (lane.Next, lane.Previous) = (null, null);
    }

    private static int KeyOf(Ticket ticket) => (ticket.Business * Grades) + Bounded(ticket.Grade);

    private static int Bounded(int grade) => Math.Clamp(grade, 0, Grades - 1);
}
