using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Contracts.Promotions;

/// <summary>Discounts, offers, activities and coupons, feature by feature: what matters more stands first.</summary>
public static class PromotionsFeatures
{
    public static readonly MallFeature Pricing = MallFeature.Define(
        "promotions.pricing", Grade.G0,
        new("购物车与订单的价格计算", "The price of carts and orders"),
        new("无：页面请买家稍后再来（503）", "None: the page asks to come back later (503)"),
        needs: "cache up, database down");

    public static readonly MallFeature Claim = MallFeature.Define(
        "promotions.claim", Grade.G1,
        new("领取优惠券", "Claiming coupons"),
        new("显示“暂停领取”，已领的照常使用", "“Paused” stands in place of the button; coupons already claimed are used as ever"),
        needs: "accounts down, database down, promotions down");

    public static readonly MallFeature ItemOffers = MallFeature.Define(
        "promotions.itemoffers", Grade.G1,
        new("列表与商品页上的折扣价", "Discounts on lists and item pages"),
        new("显示原价，购物车照常按折扣计算", "The list price is shown; the cart charges the discount as ever"),
        needs: "cache up, database degraded, promotions degraded");

    public static readonly MallFeature ShopOffers = MallFeature.Define(
        "promotions.shopoffers", Grade.G1,
        new("商品页与店铺页上的店铺优惠", "A shop’s offers on item and shop pages"),
        new("不显示，购物车照常计算", "Left out; the cart counts them as ever"),
        needs: "cache up, database degraded, promotions degraded");

    public static readonly MallFeature Activities = MallFeature.Define(
        "promotions.activities", Grade.G2,
        new("活动页", "Activity pages"),
        new("页面说明活动页休息，折扣照常", "A page says that activity pages rest; discounts hold as ever"),
        needs: "cache up, catalog down, database down, promotions down");

    public static readonly MallFeature Coupons = MallFeature.Define(
        "promotions.coupons", Grade.G2,
        new("领券中心", "The coupon center"),
        new("页面说明领券中心休息", "A page says that the coupon center rests"),
        needs: "cache up, database down, promotions down");

    public static readonly MallFeature Fitting = MallFeature.Define(
        "promotions.fitting", Grade.G2,
        new("结算时可用的优惠券", "The coupons that fit at checkout"),
        new("不提供选择，优惠券留待下次", "No choice is offered; coupons are kept for another time"),
        needs: "cache up, database down, promotions down");

    public static readonly MallFeature Mine = MallFeature.Define(
        "promotions.mine", Grade.G3,
        new("领券中心里我的优惠券", "A buyer’s own coupons in the coupon center"),
        new("不显示，优惠券保留", "Left out; coupons are kept"),
        needs: "database down, promotions down");

    public static readonly MallFeature Strip = MallFeature.Define(
        "promotions.strip", Grade.G3,
        new("首页的活动条", "The strip of activities on the home page"),
        new("不显示", "Left out"),
        needs: "promotions degraded");

    public static IReadOnlyList<MallFeature> All { get; } = [Pricing, Claim, ItemOffers, ShopOffers, Activities, Coupons, Fitting, Mine, Strip];
}
