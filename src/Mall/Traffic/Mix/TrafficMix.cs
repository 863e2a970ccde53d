namespace Seawall.Mall.Traffic.Mix;

/// <summary>What shoppers do: the one table of shares. A run with the same table and the same seed makes the same choices.</summary>
public sealed record TrafficMix
{
    /// <summary>Where a step leads, by weight.</summary>
    public IReadOnlyList<(Destination To, int Weight)> Steps { get; init; } =
    [
        (Destination.Item, 46),
        (Destination.Category, 14),
        (Destination.Search, 14),
        (Destination.Orders, 4),
        (Destination.Activities, 6),
        (Destination.Coupons, 3),
        (Destination.Group, 5),
        (Destination.Shops, 5),
        (Destination.Channels, 3),
    ];

    /// <summary>Of 100 steps from a page of an area (a group, shop, activity, channel or review page): those that go deeper into that area.</summary>
    public int GoesDeeper { get; init; } = 55;

    /// <summary>Of 100 item pages looked at: those whose item is bought.</summary>
    public int Buys { get; init; } = 8;

    /// <summary>Of 100 item pages looked at and not bought from: those whose reviews are read.</summary>
    public int ReadsReviews { get; init; } = 12;

    /// <summary>Of 100 paid orders: those reviewed.</summary>
    public int Reviews { get; init; } = 30;

    /// <summary>Of 100 visits of the coupon center: those that claim one.</summary>
    public int Claims { get; init; } = 20;

    /// <summary>Of 100 group deals looked at: those joined.</summary>
    public int Joins { get; init; } = 10;

    /// <summary>Of 100 shop pages looked at: those whose shop is followed.</summary>
    public int Follows { get; init; } = 8;

    internal Destination Pick(Random random)
    {
        var left = random.Next(Steps.Sum(step => step.Weight));
        foreach (var (to, weight) in Steps)
        {
            if ((left -= weight) < 0)
                return to;
        }
        throw new InvalidOperationException("The weights of the steps add up to less than their sum.");
    }
}

/// <summary>Where a step may lead.</summary>
public enum Destination
{
    Item,
    Category,
    Search,
    Orders,
    Activities,
    Coupons,
    Group,
    Shops,
    Channels,
}
