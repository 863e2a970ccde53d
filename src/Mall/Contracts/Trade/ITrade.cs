using Seawall.Kernel;
using Seawall.Mall.Contracts.Promotions;

namespace Seawall.Mall.Contracts.Trade;

/// <summary>Carts, stock, orders and payments.</summary>
public interface ITrade
{
    /// <summary>The buyer's cart at today's prices.</summary>
    Task<Cart> CartAsync(long buyer, CancellationToken ct);

    /// <summary>Adds to a cart line.</summary>
    Task<CartChange> AddToCartAsync(long buyer, long item, int quantity, CancellationToken ct);

    /// <summary>Sets a cart line; zero removes it.</summary>
    Task<CartChange> SetCartLineAsync(long buyer, long item, int quantity, CancellationToken ct);

    /// <summary>How many pieces of an item can be ordered now; zero for an unknown item.</summary>
    Task<int> AvailableAsync(long item, CancellationToken ct);

    /// <summary>Places the order named by its key; asked again with the same key, answers with the same order.</summary>
    Task<PlaceResult> PlaceAsync(PlaceOrder order, CancellationToken ct);

    /// <summary>Pays an order; asked again, answers with the same payment.</summary>
    Task<PayResult> PayAsync(long buyer, long order, CancellationToken ct);

    /// <summary>Cancels an unpaid order and returns its stock.</summary>
    Task<CancelOutcome> CancelAsync(long buyer, long order, CancellationToken ct);

    /// <summary>One page of the buyer's orders, newest first; <paramref name="before"/> is the last id of the page before.</summary>
    Task<IReadOnlyList<Order>> OrdersAsync(long buyer, long? before, int count, CancellationToken ct);

    /// <summary>One of the buyer's orders; null when it is not theirs.</summary>
    Task<Order?> FindOrderAsync(long buyer, long order, CancellationToken ct);
}

/// <summary>A buyer's cart; <paramref name="Total"/> is what is to pay after <paramref name="Savings"/>.</summary>
public sealed record Cart(IReadOnlyList<CartLine> Lines, Cents Total, IReadOnlyList<ShopSaving> Savings)
{
    /// <summary>A cart with nothing in it.</summary>
    public static Cart Empty { get; } = new([], Cents.Zero, []);

    /// <summary>How many pieces lie in it.</summary>
    public int Pieces => Lines.Sum(line => line.Quantity);
}

/// <summary>A cart line; <paramref name="Price"/> is for one piece with its item discount, <paramref name="Available"/> the stock at the time of asking.</summary>
public sealed record CartLine(long ItemId, long ShopId, string Picture, LocalText Name, Cents ListPrice, Cents Price, int Quantity, int Available)
{
    /// <summary>Price times quantity.</summary>
    public Cents Amount => Price * Quantity;
}

/// <summary>How a change of a cart ended.</summary>
public enum CartChange
{
    Done,
    UnknownItem,
    TooMany,
}

/// <summary>The limits of carts and orders.</summary>
public static class TradeLimits
{
    /// <summary>The most pieces of one item in an order.</summary>
    public const int PiecesPerLine = 99;

    /// <summary>The most different items in an order.</summary>
    public const int Lines = 50;
}

/// <summary>An order to place: the whole cart, or <paramref name="Lines"/> when given. The price is the catalog's less what promotions takes off;
/// <paramref name="Expected"/> is what the buyer saw, and another total is refused. <paramref name="Coupon"/> is one of the buyer's to use.</summary>
public sealed record PlaceOrder(
    long Buyer, Guid Key, Address Address, Cents Expected, IReadOnlyList<WantedLine>? Lines = null, long? Coupon = null);

/// <summary>Where an order goes.</summary>
public sealed record Address(string Name, string Phone, string Text);

/// <summary>An item and how many pieces of it.</summary>
public sealed record WantedLine(long ItemId, int Quantity);

/// <summary>How placing an order ended.</summary>
public enum PlaceOutcome
{
    Placed,
    NothingToOrder,
    CartChanged,
    UnknownItem,
    TooMany,
    OutOfStock,
    PriceChanged,
    CouponGone,
    AddressInvalid,
    KeyUsedForAnotherOrder,
}

/// <summary>The outcome; <paramref name="Order"/> when placed, <paramref name="ItemId"/> when one item is to blame, <paramref name="Total"/> when the price changed.</summary>
public sealed record PlaceResult(PlaceOutcome Outcome, Order? Order = null, long? ItemId = null, Cents? Total = null);

/// <summary>How paying ended.</summary>
public enum PayOutcome
{
    Paid,
    UnknownOrder,
    OrderCancelled,
}

/// <summary>The outcome, with the order's one payment when paid.</summary>
public sealed record PayResult(PayOutcome Outcome, Payment? Payment = null);

/// <summary>How cancelling ended.</summary>
public enum CancelOutcome
{
    Cancelled,
    UnknownOrder,
    AlreadyPaid,
}

/// <summary>Where an order stands.</summary>
public enum OrderStatus
{
    Unpaid,
    Paid,
    Cancelled,
}

/// <summary>An order with the names and prices of the moment it was placed; <paramref name="Total"/> is the sum of its lines less <paramref name="Discount"/>.</summary>
public sealed record Order(
    long Id, OrderStatus Status, Cents Total, Cents Discount, Address Address, DateTimeOffset PlacedAt, IReadOnlyList<OrderLine> Lines, Payment? Payment);

/// <summary>A line of an order; <paramref name="Price"/> is for one piece with its item discount.</summary>
public sealed record OrderLine(long ItemId, string Picture, LocalText Name, Cents Price, int Quantity)
{
    /// <summary>Price times quantity.</summary>
    public Cents Amount => Price * Quantity;
}

/// <summary>An order's payment.</summary>
public sealed record Payment(Cents Amount, DateTimeOffset PaidAt);
