namespace Seawall.Mall.Contracts.Channels;

/// <summary>Vertical channels: a page of floors for one field of the mall, such as beauty.</summary>
public interface IChannels
{
    /// <summary>All channels in window order.</summary>
    Task<IReadOnlyList<ChannelCard>> ListAsync(CancellationToken ct);

    /// <summary>A channel's page; null when unknown.</summary>
    Task<Channel?> FindAsync(string slug, CancellationToken ct);
}

/// <summary>A channel as lists show it; <paramref name="Slug"/> is its name in addresses, <paramref name="Picture"/> names its drawing,
/// <paramref name="Categories"/> are the slugs of the categories it is about.</summary>
public sealed record ChannelCard(string Slug, string Picture, LocalText Name, LocalText Claim, IReadOnlyList<string> Categories);

/// <summary>A channel's page.</summary>
public sealed record Channel(ChannelCard Card, IReadOnlyList<ChannelFloor> Floors);

/// <summary>A titled row of items, picked by hand or by a rule, in order; <paramref name="Style"/> is <c>grid</c> or <c>strip</c>.</summary>
public sealed record ChannelFloor(LocalText Title, string Style, IReadOnlyList<long> Items);
