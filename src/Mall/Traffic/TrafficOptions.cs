using Seawall.Client.Sql;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Mix;
using Seawall.Mall.Traffic.Outages;
using Seawall.Mall.Traffic.Sale;

namespace Seawall.Mall.Traffic;

/// <summary>A run of shoppers against a storefront.</summary>
public sealed record TrafficOptions
{
    /// <summary>The storefront's address.</summary>
    public required Uri Storefront { get; init; }

    /// <summary>How the reporting queries and the check of the books connect; null runs neither.</summary>
    public SeawallDataOptions? Batch { get; init; }

    /// <summary>How many shoppers walk at once, 1..10000.</summary>
    public int Shoppers { get; init; } = 50;

    /// <summary>How long they go on starting new steps.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The mean pause between a shopper's steps.</summary>
    public TimeSpan Think { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The seed of every choice.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What shoppers do, by share.</summary>
    public TrafficMix Mix { get; init; } = new();

    /// <summary>What goes down meanwhile; null for nothing. It must end before the run does.</summary>
    public TrafficOutage? Outage { get; init; }

    /// <summary>The sale whose curve the number of shoppers follows, <see cref="Shoppers"/> being those of an ordinary busy second; null for as many all the time.</summary>
    public TrafficCurve? Curve { get; init; }

    /// <summary>Parts of the run that figures are kept by as well; null for none.</summary>
    public TrafficParts? Parts { get; init; }

    /// <summary>Sessions that run slow reports meanwhile, 0..2.</summary>
    public int ReportSessions { get; init; } = 1;

    /// <summary>The signed <c>X-Seawall-Mark</c> that every request carries; null for load that counts. Marked shoppers can't sign in or buy: the shop refuses what would write.</summary>
    public string? Mark { get; init; }

    /// <summary>A step that failed is tried again with the same key for this long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(40);
}
