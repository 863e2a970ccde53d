using Seawall.Kernel;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Mall.Trade.Orders;

/// <summary>What an order costs by catalog and promotions, or why it can't be placed; no clock and no database.</summary>
internal sealed record Quote(PlaceResult? Refusal, IReadOnlyList<OrderLine> Lines, Cents Discount, Cents Total, bool UsesCoupon)
{
    /// <summary>Why these lines can't be an order at any price; null when they can.</summary>
    public static PlaceResult? Refuse(IReadOnlyList<WantedLine> wanted, IReadOnlyDictionary<long, ItemCard> catalog)
    {
        if (wanted.Count == 0)
            return new PlaceResult(PlaceOutcome.NothingToOrder);
        if (wanted.Count > TradeLimits.Lines)
            return new PlaceResult(PlaceOutcome.TooMany);

        var seen = new HashSet<long>();
        foreach (var (id, quantity) in wanted)
        {
            if (quantity is < 1 or > TradeLimits.PiecesPerLine || !seen.Add(id))
                return new PlaceResult(PlaceOutcome.TooMany, ItemId: id);
            if (!catalog.ContainsKey(id))
                return new PlaceResult(PlaceOutcome.UnknownItem, ItemId: id);
        }
        return null;
    }

    /// <summary>The order's lines at their price; the buyer's expected total must be what is to pay.</summary>
    public static Quote Decide(CartPrice price, IReadOnlyDictionary<long, ItemCard> catalog, Cents expected)
    {
        var lines = new List<OrderLine>(price.Lines.Count);
        var sum = Cents.Zero;
        foreach (var (id, each, quantity) in price.Lines)
        {
            var line = new OrderLine(id, catalog[id].Picture, catalog[id].Name, each, quantity);
            lines.Add(line);
            sum += line.Amount;
        }
        return price.Payable == expected
            ? new Quote(null, lines, sum - price.Payable, price.Payable, price.CouponSaving > Cents.Zero)
            : Refused(new PlaceResult(PlaceOutcome.PriceChanged, Total: price.Payable));
    }

    public static Quote Refused(PlaceResult refusal) => new(refusal, [], Cents.Zero, Cents.Zero, UsesCoupon: false);
}
