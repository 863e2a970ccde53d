using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Contracts.Shops;

/// <summary>The shop center, feature by feature: what matters more stands first.</summary>
public static class ShopsFeatures
{
    public static readonly MallFeature Home = MallFeature.Define(
        "shops.home", Grade.G1,
        new("店铺首页", "A shop’s own page"),
        new("页面说明店铺页休息，商品照常出售", "A page says that shop pages rest; items are sold as ever"),
        needs: "cache up, catalog degraded, database down, shops down");

    public static readonly MallFeature Header = MallFeature.Define(
        "shops.header", Grade.G2,
        new("店铺页头的图案与开店时间", "The drawing and history in a shop’s header"),
        new("只显示店名", "The name alone"),
        needs: "");

    public static readonly MallFeature Items = MallFeature.Define(
        "shops.items", Grade.G2,
        new("店铺全部商品", "All items of a shop"),
        new("页面说明店铺页休息", "A page says that shop pages rest"),
        needs: "cache up, catalog down, database down, shops down");

    public static readonly MallFeature Publish = MallFeature.Define(
        "shops.publish", Grade.G2,
        new("店主发布装修", "Owners publishing their pages"),
        new("暂停发布，旧版继续展示", "Publishing waits; the former page stays up"),
        needs: "cache up, database down");

    public static readonly MallFeature Street = MallFeature.Define(
        "shops.street", Grade.G2,
        new("店铺街", "The street of shops"),
        new("页面说明店铺街休息", "A page says that the street of shops rests"),
        needs: "cache up, catalog degraded, database down, shops down");

    public static readonly MallFeature Decoration = MallFeature.Define(
        "shops.decoration", Grade.G3,
        new("店铺装修", "A shop’s decoration"),
        new("只显示新品", "New items alone are shown"),
        needs: "catalog degraded, database degraded");

    public static readonly MallFeature Follow = MallFeature.Define(
        "shops.follow", Grade.G3,
        new("关注店铺", "Following shops"),
        new("按钮不显示，关注保留", "The button is left out; who follows still does"),
        needs: "accounts down, cache up, database down, shops down");

    public static readonly MallFeature Card = MallFeature.Define(
        "shops.card", Grade.G3,
        new("商品页上的店铺名片", "The shop’s card on an item’s page"),
        new("不显示", "Left out"),
        needs: "cache up, database degraded, shops degraded");

    public static readonly MallFeature Followers = MallFeature.Define(
        "shops.followers", Grade.G4,
        new("关注人数", "Numbers of followers"),
        new("不显示", "Left out"),
        needs: "");

    public static readonly MallFeature Popular = MallFeature.Define(
        "shops.popular", Grade.G4,
        new("首页的人气店铺", "Popular shops on the home page"),
        new("不显示", "Left out"),
        needs: "cache up, database degraded, shops degraded");

    public static IReadOnlyList<MallFeature> All { get; } = [Home, Header, Items, Publish, Street, Decoration, Follow, Card, Followers, Popular];
}
