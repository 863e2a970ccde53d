using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seawall.Client.Dependencies;

/// <summary>What buyers have of a feature while something it depends on is away. The worse is the greater.</summary>
[JsonConverter(typeof(WithoutText))]
public enum Without
{
    /// <summary>They notice nothing.</summary>
    Up,

    /// <summary>They get what stands in for the feature; the page is there.</summary>
    Degraded,

    /// <summary>What they asked for is refused.</summary>
    Down,
}

/// <summary>The word as JSON: <c>degraded</c>.</summary>
internal sealed class WithoutText() : JsonStringEnumConverter<Without>(JsonNamingPolicy.CamelCase);
