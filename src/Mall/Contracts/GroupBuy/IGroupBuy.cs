using Seawall.Kernel;

namespace Seawall.Mall.Contracts.GroupBuy;

/// <summary>Group buying: deals for which buyers gather a party, and the parties.</summary>
public interface IGroupBuy
{
    /// <summary>The home page: the day's picks, and the sections by category.</summary>
    Task<GroupHome> HomeAsync(CancellationToken ct);

    /// <summary>One page of the running deals, best sellers first.</summary>
    Task<DealPage> ListAsync(DealQuery query, CancellationToken ct);

    /// <summary>A deal with the parties that wait for members; null when unknown or over.</summary>
    Task<GroupDeal?> FindAsync(long deal, CancellationToken ct);

    /// <summary>Takes a seat in a party, or opens one when <see cref="JoinParty.Party"/> is null; asked again with the same key, answers with the same seat.</summary>
    Task<JoinResult> JoinAsync(JoinParty join, CancellationToken ct);

    /// <summary>The parties a buyer sits in, newest first.</summary>
    Task<IReadOnlyList<PartySeat>> SeatsOfAsync(long buyer, CancellationToken ct);
}

/// <summary>The home page's content.</summary>
public sealed record GroupHome(IReadOnlyList<DealCard> Picks, IReadOnlyList<GroupSection> Sections);

/// <summary>A category's row of deals, with its name, so that the page needs nobody else for it.</summary>
public sealed record GroupSection(string CategorySlug, LocalText Name, IReadOnlyList<DealCard> Deals);

/// <summary>A deal as lists show it: an item at a group price for parties of <paramref name="Size"/>.</summary>
public sealed record DealCard(long Id, long ItemId, string Picture, LocalText Name, Cents ListPrice, Cents GroupPrice, int Size, int Sold, DateTimeOffset To);

/// <summary>A page of deals; <paramref name="CategorySlug"/> null means all, <paramref name="After"/> is the cursor of the page before.</summary>
public sealed record DealQuery(string? CategorySlug, string? After, int Count);

/// <summary>Deals and the cursor of the next page; null at the end.</summary>
public sealed record DealPage(IReadOnlyList<DealCard> Deals, string? Next);

/// <summary>A deal as its own page shows it.</summary>
public sealed record GroupDeal(DealCard Card, LocalText Description, int Left, int MostPerBuyer, IReadOnlyList<Party> Parties);

/// <summary>A party that waits for members until <paramref name="Deadline"/>.</summary>
public sealed record Party(long Id, string Leader, int Seats, int Size, DateTimeOffset Deadline);

/// <summary>Who joins what; <paramref name="Name"/> is shown to the others, <paramref name="Key"/> makes the seat once.</summary>
public sealed record JoinParty(long Buyer, string Name, long Deal, long? Party, int Quantity, Guid Key);

/// <summary>How joining ended.</summary>
public enum JoinOutcome
{
    Joined,
    UnknownDeal,
    PartyFull,
    PartyOver,
    AlreadyIn,
    TooMany,
    SoldOut,
}

/// <summary>The outcome, with the seat when joined.</summary>
public sealed record JoinResult(JoinOutcome Outcome, PartySeat? Seat = null);

/// <summary>Where a party stands.</summary>
public enum PartyStatus
{
    Forming,
    Complete,
    Failed,
}

/// <summary>A buyer's seat in a party.</summary>
public sealed record PartySeat(long Party, DealCard Deal, int Quantity, int Seats, PartyStatus Status, DateTimeOffset Deadline);
