using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Contracts.Reviews;

/// <summary>What buyers say of items and shops, feature by feature: what matters more stands first.</summary>
public static class ReviewsFeatures
{
    public static readonly MallFeature List = MallFeature.Define(
        "reviews.list", Grade.G2,
        new("评价列表", "The page of an item’s reviews"),
        new("页面说明评价休息", "A page says that reviews rest"),
        needs: "cache up, catalog degraded, database down, reviews down");

    public static readonly MallFeature Writing = MallFeature.Define(
        "reviews.writing", Grade.G2,
        new("写评价", "Writing a review"),
        new("入口不显示，以后仍可评价", "The link is left out; the order can be reviewed later"),
        needs: "accounts down, cache up, catalog down, database down, reviews down, trade down");

    public static readonly MallFeature Block = MallFeature.Define(
        "reviews.block", Grade.G3,
        new("商品页上的评价", "Reviews on an item’s page"),
        new("不显示", "Left out"),
        needs: "cache up, database degraded, reviews degraded");

    public static readonly MallFeature Counts = MallFeature.Define(
        "reviews.counts", Grade.G3,
        new("评价数", "Counts of reviews"),
        new("不显示", "Left out"),
        needs: "cache up, database degraded, reviews degraded");

    public static readonly MallFeature Ratings = MallFeature.Define(
        "reviews.ratings", Grade.G3,
        new("店铺评分（DSR）", "Ratings of shops (DSR)"),
        new("不显示", "Left out"),
        needs: "cache up, database degraded, reviews degraded");

    public static readonly MallFeature Filters = MallFeature.Define(
        "reviews.filters", Grade.G4,
        new("按好中差评筛选", "Filters of the list of reviews"),
        new("只按时间显示全部", "All reviews, newest first"),
        needs: "");

    public static IReadOnlyList<MallFeature> All { get; } = [List, Writing, Block, Counts, Ratings, Filters];
}
