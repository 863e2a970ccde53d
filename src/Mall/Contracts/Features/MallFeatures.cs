using Seawall.Mall.Contracts.Accounts;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Mall.Contracts.Features;

/// <summary>Every feature of the mall.</summary>
public static class MallFeatures
{
    /// <summary>By business, the weightier first.</summary>
    public static IReadOnlyList<MallFeature> All { get; } =
    [
        .. AccountsFeatures.All, .. CatalogFeatures.All, .. ChannelsFeatures.All, .. GroupBuyFeatures.All,
        .. PromotionsFeatures.All, .. ReviewsFeatures.All, .. ShopsFeatures.All, .. TradeFeatures.All,
    ];
}
