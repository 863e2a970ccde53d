using System.Text.RegularExpressions;

namespace Seawall.Mall.Traffic.Mix;

/// <summary>A part of the storefront that shoppers wander in: its entry, the links that lead deeper, and what may be done on its pages.</summary>
internal sealed partial record Area(string? Entry, PageKind First, IReadOnlyList<AreaLink> Deeper)
{
    /// <summary>What is done now and then, after signing in; null for an area that is only looked at.</summary>
    public AreaAct? Act { get; init; }

    public static Area Activities { get; } = new("/activities", PageKind.Activities, [new(PageKind.Activity, ActivityAddress(), 1)]);

    public static Area Coupons { get; } = new("/coupons", PageKind.Coupons, [])
    {
        Act = new AreaAct(PageKind.Coupons, PageKind.Claim, ClaimAddress(), mix => mix.Claims),
    };

    public static Area Group { get; } = new("/group", PageKind.Group, [new(PageKind.Deals, DealsAddress(), 2), new(PageKind.Deal, DealAddress(), 5)])
    {
        Act = new AreaAct(PageKind.Deal, PageKind.Join, JoinAddress(), mix => mix.Joins),
    };

    public static Area Shops { get; } = new(
        "/shops", PageKind.Shops, [new(PageKind.Shops, ShopsAddress(), 1), new(PageKind.Shop, ShopAddress(), 4), new(PageKind.ShopItems, ShopItemsAddress(), 3)])
    {
        Act = new AreaAct(PageKind.Shop, PageKind.Follow, FollowAddress(), mix => mix.Follows),
    };

    public static Area Channels { get; } = new("/channels", PageKind.Channels, [new(PageKind.Channel, ChannelAddress(), 1)]);

    /// <summary>Entered from item pages only.</summary>
    public static Area Reviews { get; } = new(null, PageKind.Reviews, [new(PageKind.Reviews, ReviewsAddress(), 1)]);

    /// <summary>The area of a destination; null for the plain shop.</summary>
    public static Area? Of(Destination destination) => destination switch
    {
        Destination.Activities => Activities,
        Destination.Coupons => Coupons,
        Destination.Group => Group,
        Destination.Shops => Shops,
        Destination.Channels => Channels,
        _ => null,
    };

    [GeneratedRegex("^/activities/[a-z0-9-]+$")]
    private static partial Regex ActivityAddress();

    [GeneratedRegex("^/coupons/[0-9]+/claim$")]
    private static partial Regex ClaimAddress();

    [GeneratedRegex(@"^/group/list(\?.*)?$")]
    private static partial Regex DealsAddress();

    [GeneratedRegex("^/group/[0-9]+$")]
    private static partial Regex DealAddress();

    [GeneratedRegex("^/group/[0-9]+/join$")]
    private static partial Regex JoinAddress();

    [GeneratedRegex(@"^/shops\?.*$")]
    private static partial Regex ShopsAddress();

    [GeneratedRegex("^/shops/[0-9]+$")]
    private static partial Regex ShopAddress();

    [GeneratedRegex(@"^/shops/[0-9]+/items(\?.*)?$")]
    private static partial Regex ShopItemsAddress();

    [GeneratedRegex("^/shops/[0-9]+/follow$")]
    private static partial Regex FollowAddress();

    [GeneratedRegex("^/channels/[a-z0-9-]+$")]
    private static partial Regex ChannelAddress();

    [GeneratedRegex(@"^/items/[0-9]+/reviews(\?.*)?$")]
    private static partial Regex ReviewsAddress();
}

/// <summary>Links that lead to one kind of page; of the kinds that a page links to, each is taken by its weight.</summary>
internal sealed record AreaLink(PageKind Kind, Regex Address, int Weight);

/// <summary>A form on pages of kind <paramref name="On"/>, sent in the share of their visits that the mix says.</summary>
internal sealed record AreaAct(PageKind On, PageKind Kind, Regex Action, Func<TrafficMix, int> Share);
