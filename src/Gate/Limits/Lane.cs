using Seawall.Gate.Judging;

namespace Seawall.Gate.Limits;

/// <summary>Tickets in the order they came: a queue's only ones, or those of one business and grade.</summary>
internal sealed class Lane
{
    public Ticket? First { get; private set; }

    public Ticket? Last { get; private set; }

    public int Count { get; private set; }

    /// <summary>The grade of its tickets.</summary>
    public int Grade { get; init; }

    /// <summary>The lanes that take turns with it, in a ring; null while nobody waits here.</summary>
    public Lane? Next { get; set; }

    public Lane? Previous { get; set; }

    public void Add(Ticket ticket)
    {
        (ticket.Lane, ticket.Previous, ticket.Next) = (this, Last, null);
        if (Last is null)
            First = ticket;
        else
            Last.Next = ticket;
        Last = ticket;
        Count++;
    }

    public void Remove(Ticket ticket)
    {
        if (ticket.Previous is { } previous)
            previous.Next = ticket.Next;
        else
            First = ticket.Next;
        if (ticket.Next is { } next)
            next.Previous = ticket.Previous;
        else
            Last = ticket.Previous;
        (ticket.Lane, ticket.Next, ticket.Previous) = (null, null, null);
        Count--;
    }
}
