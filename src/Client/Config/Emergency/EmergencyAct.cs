namespace Seawall.Client.Config.Emergency;

/// <summary>What somebody changed past a config center that was down: a break-glass act.</summary>
/// <param name="Id">Its own name, in the order of time: <c>[a-z0-9-]</c>.</param>
/// <param name="At">When it was done.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Changes">All of them take effect at once, or none.</param>
public sealed record EmergencyAct(string Id, DateTimeOffset At, string Actor, string Reason, IReadOnlyList<EmergencyChange> Changes)
{
    /// <summary>The key that the center sets in the revision that merges the act.</summary>
    public string Marker => ConfigKeys.BreakGlass + Id;

    /// <summary>The second person who agreed; null for nobody, which is obeyed unless the site was frozen at the time.</summary>
    public string? Second { get; init; }

    /// <summary>Whether what stands lets the act through: while a freeze holds, two persons must have signed it.</summary>
    public bool IsAllowed(ConfigSnapshot config) => Second is not null || SiteFreeze.Holding(config, At) is null;
}

/// <summary>A key and its JSON; null takes the key away.</summary>
/// <param name="Seen">The revision of the key's entry that the actor saw, 0 when there was none, null when there was nothing to see.</param>
public sealed record EmergencyChange(string Key, string? Value, long? Seen);
