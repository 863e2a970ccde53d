using System.Text.Json.Serialization;

namespace Seawall.Watchdog;

/// <summary>
/// A lease on a service being down: the watchdog does not start it from <paramref name="From"/> until <paramref name="Until"/>.
/// It ends by itself, so whoever asked for it may die without leaving the service down.
/// </summary>
public sealed record Hold(DateTimeOffset From, DateTimeOffset Until, string Reason)
{
    /// <summary>No hold is honoured for longer: a wrong clock or a wrong file must not take a service away for good.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether the service is to stay down at this time.</summary>
    public bool Covers(DateTimeOffset now) => From <= now && now < Until && Until - From <= Longest;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Hold))]
internal sealed partial class HoldJson : JsonSerializerContext;
