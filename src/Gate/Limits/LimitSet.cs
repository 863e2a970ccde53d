using System.Collections.Frozen;

namespace Seawall.Gate.Limits;

/// <summary>What limits at one revision of the config. Immutable; the queues in it outlive it.</summary>
internal sealed record LimitSet(bool IsNone, NamedLimitRule[] Limits, FrozenDictionary<string, ServerQueue> Servers)
{
    public static LimitSet None { get; } = new(true, [], FrozenDictionary<string, ServerQueue>.Empty);
}
