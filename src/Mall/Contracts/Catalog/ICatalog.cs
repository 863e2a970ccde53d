using Seawall.Kernel;

namespace Seawall.Mall.Contracts.Catalog;

/// <summary>What is for sale and at what price.</summary>
public interface ICatalog
{
    /// <summary>All categories in shop-window order.</summary>
    Task<IReadOnlyList<Category>> CategoriesAsync(CancellationToken ct);

    /// <summary>The best sellers of the whole mall.</summary>
    Task<IReadOnlyList<ItemCard>> HotAsync(int count, CancellationToken ct);

    /// <summary>One page of a category.</summary>
    Task<ItemPage> ListAsync(ListQuery query, CancellationToken ct);

    /// <summary>One page of the items whose name holds all words of the query.</summary>
    Task<ItemPage> SearchAsync(SearchQuery query, CancellationToken ct);

    /// <summary>One item in full; null when it is not for sale.</summary>
    Task<ItemDetail?> FindItemAsync(long id, CancellationToken ct);

    /// <summary>The items among <paramref name="ids"/> that are for sale, with today's prices.</summary>
    Task<IReadOnlyList<ItemCard>> ItemsAsync(IReadOnlyList<long> ids, CancellationToken ct);

    /// <summary>One page of a shop's items.</summary>
    Task<ItemPage> ShopItemsAsync(ShopItemsQuery query, CancellationToken ct);
}

/// <summary>A category; <paramref name="Slug"/> is its name in addresses.</summary>
public sealed record Category(int Id, string Slug, LocalText Name);

/// <summary>An item as lists show it; <paramref name="Picture"/> names its drawing, <paramref name="Sold"/> counts last month's pieces.</summary>
public sealed record ItemCard(long Id, string Picture, LocalText Name, Cents Price, int Sold, long ShopId);

/// <summary>An item as its own page shows it.</summary>
public sealed record ItemDetail(ItemCard Card, Category Category, LocalText Description, IReadOnlyList<ItemCard> Similar);

/// <summary>The order of a list.</summary>
public enum ItemSort
{
    Hot,
    PriceUp,
    PriceDown,
    Newest,
}

/// <summary>A page of a category: <paramref name="After"/> is the cursor of the page before, null for the first.</summary>
public sealed record ListQuery(string CategorySlug, ItemSort Sort, string? After, int Count);

/// <summary>A page of a search.</summary>
public sealed record SearchQuery(string Words, ItemSort Sort, string? After, int Count);

/// <summary>A page of a shop's items.</summary>
public sealed record ShopItemsQuery(long ShopId, ItemSort Sort, string? After, int Count);

/// <summary>Items and the cursor of the next page; null at the end.</summary>
public sealed record ItemPage(IReadOnlyList<ItemCard> Items, string? Next);
