using System.Text.Json;
using Seawall.Mall.Contracts;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Shops;

namespace Seawall.Mall.Web.Pages.Shops;

/// <summary>A section of a shop's page, read from its settings.</summary>
public abstract record ShopSection
{
    /// <summary>The items it names.</summary>
    public virtual IReadOnlyList<long> Items => [];

    /// <summary>The sections this storefront can show; a module it does not know, or settings it can't read, are skipped.</summary>
    public static IReadOnlyList<ShopSection> Read(IReadOnlyList<PageSection> sections) => [.. sections.Select(Read).OfType<ShopSection>()];

    private static ShopSection? Read(PageSection section)
    {
        if (section.Settings.ValueKind is not JsonValueKind.Object)
            return null;
        try
        {
            return section.Module switch
            {
                "banner" => section.Settings.Deserialize<BannerSection>(ContractJson.Options),
                "text" => section.Settings.Deserialize<TextSection>(ContractJson.Options),
                "items" => section.Settings.Deserialize<PicksSettings>(ContractJson.Options) is { } picks ? new PicksSection(picks.Title, picks.Items) : null,
                "offers" => section.Settings.Deserialize<OffersSection>(ContractJson.Options),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record PicksSettings(IReadOnlyList<long> Items, LocalText? Title = null);
}

/// <summary>A drawing with a claim.</summary>
public sealed record BannerSection(string Picture, LocalText Title, LocalText? Text = null) : ShopSection;

/// <summary>A paragraph.</summary>
public sealed record TextSection(LocalText Text, LocalText? Title = null) : ShopSection;

/// <summary>Items picked by the owner.</summary>
public sealed record PicksSection(LocalText? Title, IReadOnlyList<long> Picks) : ShopSection
{
    public override IReadOnlyList<long> Items => Picks;
}

/// <summary>The place of the shop's offers and coupons.</summary>
public sealed record OffersSection(LocalText? Title = null) : ShopSection;
