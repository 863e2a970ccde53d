using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Contracts.Catalog;

/// <summary>What is for sale and how it is found, feature by feature: what matters more stands first.</summary>
public static class CatalogFeatures
{
    public static readonly MallFeature Browse = MallFeature.Define(
        "catalog.browse", Grade.G0,
        new("首页、分类与商品页", "Home, categories and item pages"),
        new("无：页面请买家稍后再来（503）", "None: the page asks to come back later (503)"),
        needs: "cache up, catalog down, database down");

    public static readonly MallFeature Search = MallFeature.Define(
        "catalog.search", Grade.G1,
        new("按词搜索", "Search by words"),
        new("显示热销商品", "Best sellers are shown instead"),
        needs: "cache up, catalog down, database down", stalest: 60);

    public static readonly MallFeature Hot = MallFeature.Define(
        "catalog.hot", Grade.G2,
        new("首页热销商品", "Best sellers on the home page"),
        new("首页只显示分类与活动", "The home page shows categories and activities"),
        needs: "cache up, catalog down, database down");

    public static readonly MallFeature Sort = MallFeature.Define(
        "catalog.sort", Grade.G2,
        new("按价格或上新排序", "Sorting by price or novelty"),
        new("一律按热销排序", "Every list is sorted by sales"),
        needs: "");

    public static readonly MallFeature LaterPages = MallFeature.Define(
        "catalog.laterpages", Grade.G3,
        new("列表的后续页", "Later pages of lists"),
        new("列表只有第一页", "Lists end after their first page"),
        needs: "", stalest: 10);

    public static readonly MallFeature Similar = MallFeature.Define(
        "catalog.similar", Grade.G3,
        new("商品页的相似商品", "Similar items on an item’s page"),
        new("不显示", "Left out"),
        needs: "");

    public static IReadOnlyList<MallFeature> All { get; } = [Browse, Search, Hot, Sort, LaterPages, Similar];
}
