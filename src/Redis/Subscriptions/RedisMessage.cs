namespace Seawall.Redis;

/// <summary>
/// What a subscription yields: a message, or a gap, which says that messages may have been lost just before it, because the connection broke (it stands
/// again now) or because they were not taken fast enough.
/// </summary>
/// <param name="Channel">Where it was published; empty for a gap.</param>
/// <param name="Payload">What was published; shared with other subscriptions.</param>
public readonly record struct RedisMessage(string Channel, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Whether this is a gap.</summary>
    public bool IsGap => string.IsNullOrEmpty(Channel);

    internal static RedisMessage Gap { get; } = new("", default);
}
