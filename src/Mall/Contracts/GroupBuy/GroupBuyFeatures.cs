using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Contracts.GroupBuy;

/// <summary>Group buying, feature by feature: what matters more stands first.</summary>
public static class GroupBuyFeatures
{
    public static readonly MallFeature Detail = MallFeature.Define(
        "groupbuy.detail", Grade.G1,
        new("团购详情页", "A deal’s page"),
        new("页面说明团购休息，仍可单独购买", "A page says that group buying rests; items are sold singly as ever"),
        needs: "cache up, database down, groupbuy down");

    public static readonly MallFeature Join = MallFeature.Define(
        "groupbuy.join", Grade.G1,
        new("开团与参团", "Opening and joining parties"),
        new("按钮不显示，已有席位保留", "The buttons are left out; seats already taken are kept"),
        needs: "accounts down, cache up, database down, groupbuy down");

    public static readonly MallFeature Home = MallFeature.Define(
        "groupbuy.home", Grade.G2,
        new("团购首页", "The home page of group buying"),
        new("页面说明团购休息", "A page says that group buying rests"),
        needs: "cache up, database down, groupbuy down");

    public static readonly MallFeature List = MallFeature.Define(
        "groupbuy.list", Grade.G2,
        new("团购列表", "The lists of deals"),
        new("页面说明团购休息", "A page says that group buying rests"),
        needs: "cache up, database down, groupbuy down");

    public static readonly MallFeature Parties = MallFeature.Define(
        "groupbuy.parties", Grade.G3,
        new("详情页上等人的团", "Parties waiting for members on a deal’s page"),
        new("不显示，仍可自己开团", "Left out; anybody can open a party"),
        needs: "");

    public static readonly MallFeature Seats = MallFeature.Define(
        "groupbuy.seats", Grade.G3,
        new("我的席位", "A buyer’s own seats"),
        new("不显示，席位保留", "Left out; seats are kept"),
        needs: "database degraded, groupbuy degraded");

    public static readonly MallFeature Strip = MallFeature.Define(
        "groupbuy.strip", Grade.G3,
        new("首页的团购条", "The strip of deals on the home page"),
        new("不显示", "Left out"),
        needs: "cache up, database degraded, groupbuy degraded");

    public static readonly MallFeature Counters = MallFeature.Define(
        "groupbuy.counters", Grade.G4,
        new("已售件数的更新", "Counting what deals have sold"),
        new("保留旧数字，恢复后补记", "The old numbers stay, and are made up for when it is on again"),
        needs: "database up", stalest: 86400);

    public static IReadOnlyList<MallFeature> All { get; } = [Detail, Join, Home, List, Parties, Seats, Strip, Counters];
}
