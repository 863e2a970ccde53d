using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Mall.Trade.Carts;

/// <summary>What promotions is asked to price: the wanted pieces at the catalog's list price.</summary>
internal static class PriceLines
{
    public static List<PriceLine> Of(IReadOnlyList<WantedLine> wanted, IReadOnlyDictionary<long, ItemCard> items)
    {
        var lines = new List<PriceLine>(wanted.Count);
        foreach (var (id, quantity) in wanted)
            lines.Add(new PriceLine(id, items[id].ShopId, items[id].Price, quantity));
        return lines;
    }
}
