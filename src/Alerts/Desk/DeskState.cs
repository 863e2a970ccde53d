using System.Collections.Immutable;

namespace Seawall.Alerts.Desk;

/// <summary>All that survives a restart: the book, the messages that are still to be delivered, and what became of the others.</summary>
public sealed record DeskState(BookState Book, ImmutableList<PendingMessage> Outbox, ImmutableList<Delivery> Journal)
{
    /// <summary>How many deliveries are remembered.</summary>
    public const int MostJournal = 1000;

    public static DeskState Empty { get; } = new(BookState.Empty, [], []);

    internal DeskState Log(Delivery delivery) =>
        this with { Journal = (Journal.Count >= MostJournal ? Journal.RemoveRange(0, Journal.Count - MostJournal + 1) : Journal).Add(delivery) };
}

/// <summary>A message on its way: it is on the disk before the first attempt, and leaves the disk after the last.</summary>
public sealed record PendingMessage(AlertMessage Message, int Attempts, DateTimeOffset NextTry, string LastFailure);

/// <summary>What became of a message at its outlet.</summary>
public sealed record Delivery(string Id, MessageKind Kind, string Outlet, string Group, IReadOnlyList<string> Keys, DateTimeOffset At, int Attempts, DeliveryOutcome Outcome, string Why)
{
    public string By { get; init; } = "";
}

public enum DeliveryOutcome
{
    Delivered,

    /// <summary>Tried until it was too old.</summary>
    GivenUp,

    /// <summary>The outlet is no more.</summary>
    NoOutlet,

    /// <summary>Another process delivered it meanwhile.</summary>
    Elsewhere,
}
