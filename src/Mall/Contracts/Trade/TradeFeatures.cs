using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Contracts.Trade;

/// <summary>Carts, stock, orders and payments, feature by feature: what matters more stands first.</summary>
public static class TradeFeatures
{
    public static readonly MallFeature Cart = MallFeature.Define(
        "trade.cart", Grade.G0,
        new("购物车", "The cart"),
        new("无：页面请买家稍后再来（503）", "None: the page asks to come back later (503)"),
        needs: "accounts down, catalog down, database down, promotions down, trade down");

    public static readonly MallFeature Order = MallFeature.Define(
        "trade.order", Grade.G0,
        new("结算与下单", "Checkout and orders"),
        new("无：页面请买家稍后再来（503）", "None: the page asks to come back later (503)"),
        needs: "accounts down, catalog down, database down, promotions down, trade down");

    public static readonly MallFeature Pay = MallFeature.Define(
        "trade.pay", Grade.G0,
        new("支付", "Payment"),
        new("无：页面请买家稍后再来（503）", "None: the page asks to come back later (503)"),
        needs: "accounts down, database down, trade down");

    public static readonly MallFeature Cancel = MallFeature.Define(
        "trade.cancel", Grade.G1,
        new("取消订单", "Cancelling orders"),
        new("按钮不显示，订单保留", "The button is left out; the order stays"),
        needs: "accounts down, database down, promotions down, trade down");

    public static readonly MallFeature History = MallFeature.Define(
        "trade.history", Grade.G2,
        new("我的订单列表", "The list of a buyer’s orders"),
        new("页面说明订单列表休息，每张订单的页面照常", "A page says that the list rests; each order’s own page is there as ever"),
        needs: "accounts down, database down, trade down");

    public static readonly MallFeature Stock = MallFeature.Define(
        "trade.stock", Grade.G2,
        new("商品页的库存数", "Stock on an item’s page"),
        new("不显示数量，下单时照常核对", "No number is shown; placing an order checks it as ever"),
        needs: "database degraded, trade degraded");

    public static readonly MallFeature LastAddress = MallFeature.Define(
        "trade.lastaddress", Grade.G4,
        new("结算时填好上次的地址", "The last address, filled in at checkout"),
        new("买家自己填写", "Buyers type it"),
        needs: "database down, trade down");

    public static IReadOnlyList<MallFeature> All { get; } = [Cart, Order, Pay, Cancel, History, Stock, LastAddress];
}
