namespace Seawall.Peers.Door;

/// <summary>One simulated buyer.</summary>
internal sealed class Buyer
{
    /// <summary>Goes away after the first answer, if that lets nobody in.</summary>
    public bool Leaves { get; init; }

    /// <summary>The order of arrival: the ticket's number, or without tickets the moment of the first answer.</summary>
    public long Number { get; set; }

    public string? Ticket { get; set; }

    /// <summary>The request that asks with the ticket.</summary>
    public byte[]? Poll { get; set; }

    /// <summary>When to ask next, in ticks of the stopwatch.</summary>
    public long Due { get; set; }

    public BuyerState State { get; set; }

    /// <summary>When the answer came that let the buyer in.</summary>
    public long InAt { get; set; }

    /// <summary>When the buyer began to leave the shop.</summary>
    public long OutAt { get; set; }

    /// <summary>When the buyer learnt that nothing is left.</summary>
    public long KnewAt { get; set; }
}

internal enum BuyerState
{
    Waiting,
    Inside,
    Done,
    Gone,
}
