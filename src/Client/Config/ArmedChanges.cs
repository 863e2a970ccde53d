using System.Text.Json;

namespace Seawall.Client.Config;

/// <summary>
/// Changes that every process holds ready to put them in force by itself at one moment, also when the config center is gone by then. The value of <c>armed/{id}</c>:
/// <c>{"changes":[{"key":"…","value":"…"|null,"expected":n?}],"at":"2026-11-10T16:00:00Z"|null,…}</c>, values being strings that hold JSON; what else is there is for who armed it.
/// </summary>
/// <param name="At">When they come into force; null while some processes may not hold them yet.</param>
public sealed record ArmedChanges(string Id, IReadOnlyList<ArmedChange> Changes, DateTimeOffset? At)
{
    /// <summary>The key that holds them.</summary>
    public string Key => ConfigKeys.Armed + Id;

    /// <summary>Every readable one of a snapshot: the order in which they come into force, those without a moment last.</summary>
    public static IReadOnlyList<ArmedChanges> In(ConfigSnapshot snapshot) =>
        [.. snapshot.Under(ConfigKeys.Armed).Select(Read).OfType<ArmedChanges>().OrderBy(armed => armed.At ?? DateTimeOffset.MaxValue).ThenBy(armed => armed.Id, StringComparer.Ordinal)];

    /// <summary>Null when the entry is of another shape.</summary>
    public static ArmedChanges? Read(ConfigEntry entry)
    {
        try
        {
            using var json = JsonDocument.Parse(entry.Value);
            var root = json.RootElement;
            DateTimeOffset? at = root.TryGetProperty("at", out var moment) && moment.ValueKind != JsonValueKind.Null ? moment.GetDateTimeOffset() : null;
            return new ArmedChanges(entry.Key[ConfigKeys.Armed.Length..], [.. root.GetProperty("changes").EnumerateArray().Select(Change)], at);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether every key still is at the revision that was expected of it. Otherwise somebody changed it meanwhile, and nothing of this comes into force.</summary>
    public bool Fits(ConfigSnapshot snapshot) =>
        Changes.All(change => change.Expected is not { } expected || expected == (snapshot.Entries.GetValueOrDefault(change.Key)?.Revision ?? 0));

    /// <summary>A snapshot with these changes; they have its revision until the one comes that makes them.</summary>
    public ConfigSnapshot Over(ConfigSnapshot snapshot) => snapshot.With(snapshot.Revision, Changes.Select(change => new ConfigChange(change.Key, change.Value, snapshot.Revision)));

    private static ArmedChange Change(JsonElement json) => new(
        json.GetProperty("key").GetString() ?? throw new FormatException("a change has no key"),
        json.TryGetProperty("value", out var value) ? value.GetString() : null,
        json.TryGetProperty("expected", out var expected) && expected.ValueKind != JsonValueKind.Null ? expected.GetInt64() : null);
}

/// <summary>A key and the JSON it is to hold; null takes the key away.</summary>
/// <param name="Expected">The revision that the key must still have; null for whatever stands.</param>
public sealed record ArmedChange(string Key, string? Value, long? Expected);
