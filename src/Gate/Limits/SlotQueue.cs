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

/// <summary>So many at once; the others wait in the order they came. Its own lock, held for some instructions only; tickets are granted outside it.</summary>
internal sealed class SlotQueue(int slots, int mostWaiting)
{
    private readonly Lock _turn = new();
    private Ticket? _first;
    private Ticket? _last;
    private int _slots = slots;

    /// <summary>Places taken.</summary>
    public int Taken { get; private set; }

    public int Waiting { get; private set; }

    /// <summary>Takes a place or stands in the queue. A ticket that holds a place here already keeps it and enters at once.</summary>
    /// <param name="untilIdle">Whether the place is held until the transaction ends.</param>
    public SlotAnswer Enter(Ticket ticket, long nowMicros, bool untilIdle = false)
    {
        if (ticket.Holds(this) || !ticket.HasRoom)
            return SlotAnswer.Entered;
        lock (_turn)
        {
            if (Taken < _slots && Waiting == 0)
            {
                Taken++;
                ticket.Add(this, untilIdle);
                return SlotAnswer.Entered;
            }
            if (Waiting >= mostWaiting)
                return SlotAnswer.Full;
            (ticket.WaitsIn, ticket.WaitsSince, ticket.WaitsUntilIdle) = (this, nowMicros, untilIdle);
            (ticket.Previous, ticket.Next) = (_last, null);
            if (_last is null)
                _first = ticket;
            else
                _last.Next = ticket;
            _last = ticket;
            Waiting++;
            return SlotAnswer.Waits;
        }
    }

    /// <summary>Takes a place when one is free and nobody waits for it; never waits.</summary>
    public bool TryEnter(Ticket ticket)
    {
        if (ticket.Holds(this) || !ticket.HasRoom)
            return true;
        lock (_turn)
        {
            if (Taken >= _slots || Waiting > 0)
                return false;
            Taken++;
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
            Taken--;
            next = TakeNext();
        }
        next?.Grant();
    }

    /// <summary>Changes how many may be in at once.</summary>
    public void Resize(int slots)
    {
        lock (_turn)
            _slots = slots;
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
            Remove(ticket);
            return true;
        }
    }

    private Ticket? TakeNext()
    {
        if (_first is not { } ticket || Taken >= _slots)
            return null;
        Remove(ticket);
        Taken++;
        ticket.Add(this, ticket.WaitsUntilIdle);
        return ticket;
    }

    private void Remove(Ticket ticket)
    {
        if (ticket.Previous is { } previous)
            previous.Next = ticket.Next;
        else
            _first = ticket.Next;
        if (ticket.Next is { } next)
            next.Previous = ticket.Previous;
        else
            _last = ticket.Previous;
        (ticket.WaitsIn, ticket.Next, ticket.Previous) = (null, null, null);
        Waiting--;
    }
}
