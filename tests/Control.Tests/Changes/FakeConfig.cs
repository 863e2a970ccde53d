using Seawall.Control.Push;

namespace Seawall.Control.Tests.Changes;

/// <summary>Config as a site may have it: switches of two businesses in every state, items, roles; and a fleet with a straggler.</summary>
internal static class FakeConfig
{
    public static void Fill(FakeDesk desk)
    {
        desk.Fill(
            Switch("trade.order", "G0", "结算与下单", "Checkout and orders", "无", "None"),
            Switch("trade.history", "G2", "我的订单列表", "The list of a buyer’s orders", "页面说明订单列表休息", "A page says that the list rests"),
            Switch("reviews.list", "G2", "评价列表", "The page of an item’s reviews", "页面说明评价休息", "A page says that reviews rest"),
            Switch("reviews.block", "G3", "商品页上的评价", "Reviews on an item’s page", "不显示", "Left out", "off"),
            Switch("reviews.counts", "G3", "评价数", "Counts of reviews", "不显示", "Left out", "on", """{"if":[{"in":[{"var":"role"},["h5","partner"]]},"off","on"]}"""),
            Switch("reviews.filters", "G4", "筛选", "Filters of the list", "不显示", "Left out", "on", """{"fractional":[["on",90],["off",10]]}"""),
            ("item/checkout/banner", """{"value":"Free freight today","gray":{"value":"Free freight","percent":10}}"""),
            ("role/partner", """{"what":"Other sites that call with an API key"}"""));
        desk.Fill(Switch("reviews.list", "G2", "评价列表", "The page of an item’s reviews", "页面说明评价休息", "A page says that reviews rest today"));
    }

    public static FleetView Fleet(long revision)
    {
        var late = new InstanceView("catalog", "catalog-2", Connected: true, revision - 1, 1, 4.2, Straggles: true, Differs: false, []);
        InstanceView[] all = [.. new[] { "accounts", "catalog", "trade", "web" }.Select(name => new InstanceView(name, name + "-1", true, revision, 0, 0, false, false, [])), late];
        return new FleetView(revision, all.Length, all.Length, all.Length - 1, [late], all);
    }

    private static (string, string) Switch(string key, string grade, string zh, string en, string fallbackZh, string fallback, string chosen = "on", string? targeting = null)
    {
        var business = key.Split('.')[0];
        var rule = targeting is null ? "" : $"\"targeting\":{targeting},";
        return ("switch/" + key,
            $$$"""{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"{{{chosen}}}",{{{rule}}}"metadata":{"grade":"{{{grade}}}","owner":"{{{business}}}","what":"{{{en}}}","whatZh":"{{{zh}}}","fallback":"{{{fallback}}}","fallbackZh":"{{{fallbackZh}}}"}}""");
    }
}
