using Seawall.Kernel;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Mall.Trade.Orders;

/// <summary>What an order costs by the catalog, or why it can't be placed; no clock and no database.</summary>
internal sealed record Quote(PlaceResult? Refusal, IReadOnlyList<OrderLine> Lines, Cents Total)
{
    /// <summary>Prices the wanted lines; the buyer's expected total must be the catalog's.</summary>
    public static Quote Decide(IReadOnlyList<WantedLine> wanted, IReadOnlyList<ItemCard> catalog, Cents expected)
    {
        if (wanted.Count == 0)
            return Refuse(new PlaceResult(PlaceOutcome.NothingToOrder));
        if (wanted.Count > TradeLimits.Lines)
            return Refuse(new PlaceResult(PlaceOutcome.TooMany));

        var items = catalog.ToDictionary(item => item.Id);
        var lines = new List<OrderLine>(wanted.Count);
        var seen = new HashSet<long>();
        var total = Cents.Zero;
        foreach (var (id, quantity) in wanted)
        {
            if (quantity is < 1 or > TradeLimits.PiecesPerLine || !seen.Add(id))
                return Refuse(new PlaceResult(PlaceOutcome.TooMany, ItemId: id));
            if (!items.TryGetValue(id, out var item))
                return Refuse(new PlaceResult(PlaceOutcome.UnknownItem, ItemId: id));
            var line = new OrderLine(id, item.Picture, item.Name, item.Price, quantity);
            lines.Add(line);
            total += line.Amount;
        }
        return total == expected
            ? new Quote(null, lines, total)
            : Refuse(new PlaceResult(PlaceOutcome.PriceChanged, Total: total));
    }

    private static Quote Refuse(PlaceResult refusal) => new(refusal, [], Cents.Zero);
}
