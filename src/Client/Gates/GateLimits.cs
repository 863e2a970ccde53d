using System.Collections.Frozen;
using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>
/// What a gate lets run at once and how often, as <c>gate/limits</c> holds it:
/// <c>{"servers":{"*":{"least":4,"most":200,"queueWaitMs":20}},"memoryMb":{"batch":8},"limits":[{"name":"reports","match":{"business":["batch"],"table":"*"},"concurrency":2}]}</c>.
/// </summary>
public sealed record GateLimits
{
    /// <summary>The key of the config center.</summary>
    public const string Key = ConfigKeys.Gate + "limits";

    /// <summary>Every server, business, or value that is not named.</summary>
    public const string Everyone = "*";

    /// <summary>Nothing is limited.</summary>
    public static GateLimits None { get; } = new();

    /// <summary>By address as the routes write it, or <c>*</c>: servers whose statements in flight follow what they can take.</summary>
    public FrozenDictionary<string, ServerLimit> Servers { get; init; } = FrozenDictionary<string, ServerLimit>.Empty;

    /// <summary>By business, or <c>*</c> for each other one: megabytes of statements that may wait at a gate.</summary>
    public FrozenDictionary<string, int> MemoryMb { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>Limits by business, fingerprint, role and table; every one that matches applies.</summary>
    public IReadOnlyList<NamedLimit> Limits { get; init; } = [];

    /// <summary>Whether a gate has nothing to do for it.</summary>
    public bool IsNone => Servers.Count == 0 && MemoryMb.Count == 0 && Limits.Count == 0;

    /// <summary>The settings of a server; null when its statements are not limited.</summary>
    public ServerLimit? Of(string address) => (Servers.GetValueOrDefault(address) ?? Servers.GetValueOrDefault(Everyone)) is { IsOn: true } limit ? limit : null;

    /// <summary>How many bytes of a business may wait; <see cref="long.MaxValue"/> for any.</summary>
    public long BytesOf(string business) =>
        MemoryMb.TryGetValue(business, out var own) || MemoryMb.TryGetValue(Everyone, out own) ? (long)own << 20 : long.MaxValue;

    /// <summary>The limits of a JSON text; null with every fault and its path when there is one.</summary>
    public static GateLimits? Parse(string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, Key, found) is not { } shape)
            return null;
        shape.Text("what", "");
        var limits = new GateLimits { Servers = ReadServers(shape), MemoryMb = ReadMemory(shape), Limits = [.. shape.Objects("limits").Select(NamedLimit.Read)] };
        foreach (var twice in limits.Limits.GroupBy(limit => limit.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
            shape.Fault("limits", $"has '{twice.Key}' twice; each needs a name of its own");
        shape.End();
        return found.Count > 0 ? null : limits;
    }

    private static FrozenDictionary<string, ServerLimit> ReadServers(Shape shape)
    {
        if (shape.Object("servers") is not { } servers)
            return FrozenDictionary<string, ServerLimit>.Empty;
        var read = new Dictionary<string, ServerLimit>(StringComparer.Ordinal);
        foreach (var address in servers.Names)
        {
            if (servers.Object(address) is { } server)
                read[address] = ServerLimit.Read(server);
        }
        return read.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, int> ReadMemory(Shape shape)
    {
        if (shape.Object("memoryMb") is not { } memory)
            return FrozenDictionary<string, int>.Empty;
        return memory.Names.ToArray().ToFrozenDictionary(business => business, business => memory.Count(business, 64, 1, 65_536), StringComparer.Ordinal);
    }
}

/// <summary>How many statements at once a server gets from a gate: as many as it takes without getting slower.</summary>
/// <param name="IsOn">Whether it is limited at all.</param>
/// <param name="Least">The fewest at once.</param>
/// <param name="Most">The most at once.</param>
/// <param name="QueueWaitMs">How long a statement should wait for its turn at most, in milliseconds; patience by grade is counted in it.</param>
/// <param name="Waiting">How many wait at most; beyond them the lowest grade gives way.</param>
public sealed record ServerLimit(bool IsOn, int Least, int Most, int QueueWaitMs, int Waiting)
{
    internal static ServerLimit Read(Shape shape)
    {
        var limit = new ServerLimit(
            shape.Flag("adaptive", true), shape.Count("least", 4, 1, 10_000), shape.Count("most", 200, 1, 10_000), shape.Count("queueWaitMs", 20, 1, 60_000), shape.Count("waiting", 10_000, 0, 1_000_000));
        if (limit.Least > limit.Most)
            shape.Fault("least", $"must be at most 'most', {limit.Most}, was {limit.Least}");
        shape.End();
        return limit;
    }
}
