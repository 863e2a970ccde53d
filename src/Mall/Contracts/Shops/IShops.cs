using System.Text.Json;

namespace Seawall.Mall.Contracts.Shops;

/// <summary>The shop center: who the shops are and how their pages are decorated.</summary>
public interface IShops
{
    /// <summary>One page of shops, most followed first.</summary>
    Task<ShopPage> ListAsync(ShopQuery query, CancellationToken ct);

    /// <summary>The shops among <paramref name="ids"/> that are open.</summary>
    Task<IReadOnlyList<ShopCard>> ShopsAsync(IReadOnlyList<long> ids, CancellationToken ct);

    /// <summary>A shop with its published page; null when unknown or closed.</summary>
    Task<Shop?> FindAsync(long shop, CancellationToken ct);

    /// <summary>Whether the buyer follows the shop.</summary>
    Task<bool> FollowsAsync(long buyer, long shop, CancellationToken ct);

    /// <summary>Follows the shop or leaves it; false when there is no such shop.</summary>
    Task<bool> FollowAsync(long buyer, long shop, bool follow, CancellationToken ct);

    /// <summary>Publishes a new version of the shop's page; only its owner may, and every fault of the sections is told.</summary>
    Task<PublishPageResult> PublishAsync(long buyer, long shop, IReadOnlyList<PageSection> sections, CancellationToken ct);
}

/// <summary>A page of shops; <paramref name="CategorySlug"/> null means all, <paramref name="After"/> is the cursor of the page before.</summary>
public sealed record ShopQuery(string? CategorySlug, string? After, int Count);

/// <summary>Shops and the cursor of the next page; null at the end.</summary>
public sealed record ShopPage(IReadOnlyList<ShopCard> Shops, string? Next);

/// <summary>A shop as lists and headers show it; <paramref name="Picture"/> names its drawing.</summary>
public sealed record ShopCard(long Id, string Picture, LocalText Name, string CategorySlug, int Followers, DateOnly OpenedOn);

/// <summary>A shop and its page.</summary>
public sealed record Shop(ShopCard Card, LocalText About, int PageVersion, IReadOnlyList<PageSection> Sections);

/// <summary>A section of a shop's page: a module (<c>banner</c>, <c>text</c>, <c>items</c>, <c>offers</c>) and its settings.</summary>
public sealed record PageSection(string Module, JsonElement Settings);

/// <summary>The version published; null with faults when the page was refused.</summary>
public sealed record PublishPageResult(int? Version, IReadOnlyList<string> Faults);
