using Seawall.Client.Switches;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Contracts.Accounts;

/// <summary>Who buyers are, feature by feature: what matters more stands first.</summary>
public static class AccountsFeatures
{
    public static readonly MallFeature SignIn = MallFeature.Define(
        "accounts.signin", Grade.G0,
        new("登录与退出", "Signing in and out"),
        new("无：页面请买家稍后再来（503）", "None: the page asks to come back later (503)"),
        needs: "accounts down, database down");

    public static readonly MallFeature Register = MallFeature.Define(
        "accounts.register", Grade.G1,
        new("注册新账号", "New accounts"),
        new("页面说明稍后开放注册，已有账号照常登录", "A page says that new accounts wait; who has one signs in as ever"),
        needs: "accounts down, database down");

    public static readonly MallFeature Greeting = MallFeature.Define(
        "accounts.greeting", Grade.G2,
        new("公共页面上的买家姓名", "The buyer’s name on pages open to all"),
        new("公共页面不再识别买家，购物车和订单照常", "Pages open to all look alike to everybody; cart and orders know the buyer as ever"),
        needs: "accounts degraded, database degraded");

    public static IReadOnlyList<MallFeature> All { get; } = [SignIn, Register, Greeting];
}
