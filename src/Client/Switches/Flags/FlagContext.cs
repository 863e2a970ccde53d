using System.Collections.Frozen;
using System.Text.Json;

namespace Seawall.Client.Switches.Flags;

/// <summary>What the rules of a flag can ask about: attributes by name, as null, bool, double, string, lists and objects.</summary>
public sealed class FlagContext
{
    /// <summary>The attribute that shares are taken of.</summary>
    public const string TargetingKey = "targetingKey";

    private FlagContext(IReadOnlyDictionary<string, object?> attributes) => Attributes = attributes;

    public static FlagContext Empty { get; } = new(FrozenDictionary<string, object?>.Empty);

    public IReadOnlyDictionary<string, object?> Attributes { get; }

    public static FlagContext Of(IReadOnlyDictionary<string, object?> attributes) => new(attributes);

    /// <summary>The attributes of a JSON object.</summary>
    public static FlagContext Of(JsonElement json) => new((IReadOnlyDictionary<string, object?>)JsonValues.Read(json)!);
}
