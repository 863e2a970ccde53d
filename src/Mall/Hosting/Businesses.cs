using Seawall.Client.Hosting;
using Seawall.Mall.Accounts;
using Seawall.Mall.Catalog;
using Seawall.Mall.Channels;
using Seawall.Mall.Contracts.Accounts;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.GroupBuy;
using Seawall.Mall.Promotions;
using Seawall.Mall.Reviews;
using Seawall.Mall.Shops;
using Seawall.Mall.Trade;

namespace Seawall.Mall.Hosting;

/// <summary>Every business of the mall; a topology says which process hosts which.</summary>
public static class Businesses
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Business> All { get; } =
    [
        new(
            AccountsBusiness.Name, typeof(AccountsBusiness).Assembly,
            (services, home) => services.AddAccounts(home.Database),
            (services, address) => services.AddSeawallClient<IAccounts>(address, http => new AccountsClient(http)),
            app => app.MapAccounts()),
        new(
            CatalogBusiness.Name, typeof(CatalogBusiness).Assembly,
            (services, home) => services.AddCatalog(home.Database, home.Cache),
            (services, address) => services.AddSeawallClient<ICatalog>(address, http => new CatalogClient(http)),
            app => app.MapCatalog()),
        new(
            ChannelsBusiness.Name, typeof(ChannelsBusiness).Assembly,
            (services, home) => services.AddChannels(home.Database, home.Cache),
            (services, address) => services.AddSeawallClient<IChannels>(address, http => new ChannelsClient(http)),
            app => app.MapChannels()),
        new(
            GroupBuyBusiness.Name, typeof(GroupBuyBusiness).Assembly,
            (services, home) => services.AddGroupBuy(home.Database, home.Cache),
            (services, address) => services.AddSeawallClient<IGroupBuy>(address, http => new GroupBuyClient(http)),
            app => app.MapGroupBuy()),
        new(
            PromotionsBusiness.Name, typeof(PromotionsBusiness).Assembly,
            (services, home) => services.AddPromotions(home.Database, home.Cache),
            (services, address) => services.AddSeawallClient<IPromotions>(address, http => new PromotionsClient(http)),
            app => app.MapPromotions()),
        new(
            ReviewsBusiness.Name, typeof(ReviewsBusiness).Assembly,
            (services, home) => services.AddReviews(home.Database, home.Cache),
            (services, address) => services.AddSeawallClient<IReviews>(address, http => new ReviewsClient(http)),
            app => app.MapReviews()),
        new(
            ShopsBusiness.Name, typeof(ShopsBusiness).Assembly,
            (services, home) => services.AddShops(home.Database, home.Cache),
            (services, address) => services.AddSeawallClient<IShops>(address, http => new ShopsClient(http)),
            app => app.MapShops()),
        new(
            TradeBusiness.Name, typeof(TradeBusiness).Assembly,
            (services, home) => services.AddTrade(home.Database),
            (services, address) => services.AddSeawallClient<ITrade>(address, http => new TradeClient(http)),
            app => app.MapTrade()),
    ];
}
