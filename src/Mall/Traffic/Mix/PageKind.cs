namespace Seawall.Mall.Traffic.Mix;

/// <summary>A kind of page that shoppers ask for, and the business it stands for.</summary>
internal sealed record PageKind(string Name, string Business)
{
    private const string Accounts = "accounts";
    private const string Catalog = "catalog";
    private const string Trade = "trade";
    private const string Promotions = "promotions";
    private const string OfReviews = "reviews";
    private const string GroupBuy = "groupbuy";
    private const string OfShops = "shops";
    private const string OfChannels = "channels";

    public static PageKind SignIn { get; } = new("sign-in", Accounts);

    public static PageKind Home { get; } = new("home", Catalog);

    public static PageKind Category { get; } = new("category", Catalog);

    public static PageKind Search { get; } = new("search", Catalog);

    public static PageKind Item { get; } = new("item", Catalog);

    public static PageKind Add { get; } = new("add", Trade);

    public static PageKind Cart { get; } = new("cart", Trade);

    public static PageKind Checkout { get; } = new("checkout", Trade);

    public static PageKind Order { get; } = new("order", Trade);

    public static PageKind Orders { get; } = new("orders", Trade);

    public static PageKind Pay { get; } = new("pay", Trade);

    public static PageKind Cancel { get; } = new("cancel", Trade);

    public static PageKind Activities { get; } = new("activities", Promotions);

    public static PageKind Activity { get; } = new("activity", Promotions);

    public static PageKind Coupons { get; } = new("coupons", Promotions);

    public static PageKind Claim { get; } = new("claim", Promotions);

    public static PageKind Reviews { get; } = new("reviews", OfReviews);

    public static PageKind ReviewForm { get; } = new("review-form", OfReviews);

    public static PageKind Review { get; } = new("review", OfReviews);

    public static PageKind Group { get; } = new("group", GroupBuy);

    public static PageKind Deals { get; } = new("deals", GroupBuy);

    public static PageKind Deal { get; } = new("deal", GroupBuy);

    public static PageKind Join { get; } = new("join", GroupBuy);

    public static PageKind Shops { get; } = new("shops", OfShops);

    public static PageKind Shop { get; } = new("shop", OfShops);

    public static PageKind ShopItems { get; } = new("shop-items", OfShops);

    public static PageKind Follow { get; } = new("follow", OfShops);

    public static PageKind Channels { get; } = new("channels", OfChannels);

    public static PageKind Channel { get; } = new("channel", OfChannels);
}
