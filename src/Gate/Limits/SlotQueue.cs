using Seawall.Gate.Judging;

namespace Seawall.Gate.Limits;

internal enum SlotAnswer : byte
{
    /// <summary>The ticket holds a place now.</summary>
    Entered,

    /// <summary>The ticket stands in the queue.</summary>
    Waits,

    /// <summary>All places are taken and the queue is full.</summary>
    Full,
}

/// <summary>Who gets the next place.</summary>
internal enum SlotOrder : byte
{
    /// <summary>Who came first.</summary>
    Arrival,

    /// <summary>Who matters most; among equals businesses take turns, see <see cref="FairLine"/>.</summary>
    Grade,
}

/// <summary>So many at once; the others wait. Its own lock, held for some instructions only; tickets are granted outside it, so that sessions of every loop wait in one order.</summary>
internal sealed class SlotQueue(int slots, int mostWaiting, SlotOrder order = SlotOrder.Arrival)
{
    private readonly Lock _turn = new();
    private readonly Lane? _lane = order == SlotOrder.Arrival ? new Lane() : null;
    private readonly FairLine? _line = order == SlotOrder.Grade ? new FairLine() : null;
    private int _slots = slots;
    private int _mostWaiting = mostWaiting;
    private int _taken;
    private int _waiting;

    /// <summary>Places there are.</summary>
    public int Slots => Volatile.Read(ref _slots);

    /// <summary>Places taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Takes a place or stands in the queue. A ticket that holds a place here already keeps it and enters at once.</summary>
    /// <param name="untilIdle">Whether the place is held until the transaction ends.</param>
    /// <param name="mayWait">Whether it may be kept waiting; one that may not takes a place beyond those there are, and the others wait the longer.</param>
    public SlotAnswer Enter(Ticket ticket, long nowMicros, bool untilIdle = false, bool mayWait = true)
    {
        if (ticket.Holds(this) || !ticket.HasRoom)
            return SlotAnswer.Entered;
        Ticket? pushedOut = null;
        lock (_turn)
        {
            if (!mayWait || (_taken < _slots && _waiting == 0))
            {
                _taken++;
                ticket.Add(this, untilIdle);
                return SlotAnswer.Entered;
            }
            if (_waiting >= _mostWaiting)
            {
                pushedOut = _mostWaiting > 0 ? _line?.GivesWayTo(ticket) : null;
                if (pushedOut is null)
                    return SlotAnswer.Full;
                Remove(pushedOut, pushedOut: true);
            }
            if (_line is not null)
                _line.Add(ticket);
            else
                _lane!.Add(ticket);
            _waiting++;
            ticket.Stand(this, nowMicros, untilIdle);
        }
        pushedOut?.Grant();
        return SlotAnswer.Waits;
    }

    /// <summary>Takes a place when one is free and nobody waits for it; never waits.</summary>
    public bool TryEnter(Ticket ticket)
    {
        if (ticket.Holds(this) || !ticket.HasRoom)
            return true;
        lock (_turn)
        {
            if (_taken >= _slots || _waiting > 0)
                return false;
            _taken++;
            ticket.Add(this, untilIdle: false);
            return true;
        }
    }

    /// <summary>Gives a place back; the next in the queue gets it.</summary>
    public void Leave()
    {
        Ticket? next;
        lock (_turn)
        {
            _taken--;
            next = TakeNext();
        }
        next?.Grant();
    }

    /// <summary>Changes how many may be in at once, and how many may wait.</summary>
    public void Resize(int slots, int? mostWaiting = null)
    {
        lock (_turn)
        {
            _slots = slots;
            _mostWaiting = mostWaiting ?? _mostWaiting;
        }
        while (true)
        {
            Ticket? next;
            lock (_turn)
                next = TakeNext();
            if (next is null)
                return;
            next.Grant();
        }
    }

    internal bool TryAbandon(Ticket ticket)
    {
        lock (_turn)
        {
            if (ticket.WaitsIn != this)
                return false;
            Remove(ticket, pushedOut: false);
            return true;
        }
    }

    private Ticket? TakeNext()
    {
        if (_waiting == 0 || _taken >= _slots)
            return null;
        Ticket ticket = _line is not null ? _line.TakeNext()! : _lane!.First!;
        if (_line is null)
            _lane!.Remove(ticket);
        _waiting--;
        _taken++;
        ticket.Unstand(granted: true, pushedOut: false);
        return ticket;
    }

    private void Remove(Ticket ticket, bool pushedOut)
    {
        if (_line is not null)
            _line.Remove(ticket);
        else
            _lane!.Remove(ticket);
        _waiting--;
        ticket.Unstand(granted: false, pushedOut);
    }
}
