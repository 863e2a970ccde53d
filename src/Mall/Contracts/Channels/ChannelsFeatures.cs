using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Contracts.Channels;

/// <summary>Pages of floors for one field of the mall, feature by feature: what matters more stands first.</summary>
public static class ChannelsFeatures
{
    public static readonly MallFeature Pages = MallFeature.Define(
        "channels.pages", Grade.G2,
        new("频道页", "Channel pages"),
        new("页面说明频道休息，仍可去分类", "A page says that channels rest, and leads to the categories"),
        needs: "cache up, catalog down, channels down, database down");

    public static readonly MallFeature Floors = MallFeature.Define(
        "channels.floors", Grade.G2,
        new("频道的楼层", "The floors of a channel"),
        new("一个楼层：该频道首个分类的热销商品", "One floor instead: what sells best in the channel’s first category"),
        needs: "cache up, catalog down, database down", stalest: 60);

    public static readonly MallFeature Row = MallFeature.Define(
        "channels.row", Grade.G3,
        new("首页的频道入口", "The row of channels on the home page"),
        new("不显示", "Left out"),
        needs: "channels degraded");

    public static readonly MallFeature Links = MallFeature.Define(
        "channels.links", Grade.G4,
        new("分类页与频道页之间的链接", "Links from categories to channels and between channels"),
        new("不显示", "Left out"),
        needs: "channels degraded");

    public static IReadOnlyList<MallFeature> All { get; } = [Pages, Floors, Row, Links];
}
