using System.Collections.ObjectModel;
using Seawall.Mall.Contracts.Catalog;

namespace Seawall.Mall.Web.Pages;

/// <summary>The cards of items that a page names by number.</summary>
internal static class ItemCards
{
    private const int MostAtOnce = 100;

    public static readonly IReadOnlyDictionary<long, ItemCard> None = ReadOnlyDictionary<long, ItemCard>.Empty;

    /// <summary>Those that are for sale, by number; asked in portions that the catalog answers whole.</summary>
    public static async Task<IReadOnlyDictionary<long, ItemCard>> CardsAsync(this ICatalog catalog, IEnumerable<long> ids, CancellationToken ct)
    {
        var portions = await Task.WhenAll(ids.Distinct().Chunk(MostAtOnce).Select(portion => catalog.ItemsAsync(portion, ct)));
        return portions.SelectMany(cards => cards).ToDictionary(card => card.Id);
    }

    /// <summary>The cards of these ids, in their order, without those that are not for sale.</summary>
    public static IReadOnlyList<ItemCard> Of(this IReadOnlyDictionary<long, ItemCard> cards, IEnumerable<long> ids) =>
        [.. ids.Where(cards.ContainsKey).Select(id => cards[id])];
}
