using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Control.Config.Gray;

/// <summary>The steps of trying an item's value on some before it is for all; each makes the item's next JSON, or null when the step does not fit what stands.</summary>
public static class GrayRelease
{
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Tries a value on an audience; null when one is being tried.</summary>
    public static string? Start(string item, string value, Audience audience)
    {
        var json = Parse(item);
        if (json["gray"] is not null)
            return null;
        json["gray"] = GrayOf(JsonNode.Parse(value), audience);
        return json.ToJsonString(Plain);
    }

    /// <summary>Tries the same value on more; null when none is being tried.</summary>
    public static string? Widen(string item, Audience more)
    {
        var json = Parse(item);
        if (json["gray"] is not JsonObject gray)
            return null;
        json["gray"] = GrayOf(gray["value"]?.DeepClone(), AudienceOf(gray).With(more));
        return json.ToJsonString(Plain);
    }

    /// <summary>Makes the tried value the one for all; null when none is being tried.</summary>
    public static string? Finish(string item)
    {
        var json = Parse(item);
        if (json["gray"] is not JsonObject gray)
            return null;
        json["value"] = gray["value"]?.DeepClone();
        json.Remove("gray");
        return json.ToJsonString(Plain);
    }

    /// <summary>Ends the trial, the former value being for all again; null when none is being tried.</summary>
    public static string? Withdraw(string item)
    {
        var json = Parse(item);
        return json.Remove("gray") ? json.ToJsonString(Plain) : null;
    }

    private static JsonObject Parse(string item) => JsonNode.Parse(item) as JsonObject ?? throw new JsonException("An item is an object.");

    private static JsonObject GrayOf(JsonNode? value, Audience audience)
    {
        var gray = new JsonObject { ["value"] = value };
        if (audience.Roles.Count > 0)
            gray["roles"] = List(audience.Roles);
        if (audience.Instances.Count > 0)
            gray["instances"] = List(audience.Instances);
        if (audience.Percent > 0)
            gray["percent"] = audience.Percent;
        return gray;
    }

    private static Audience AudienceOf(JsonObject gray) => new(Names(gray["roles"]), Names(gray["instances"]), (int?)gray["percent"] ?? 0);

    private static string[] Names(JsonNode? list) => list is JsonArray array ? [.. array.Select(name => (string)name!)] : [];

    internal static JsonArray List(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode?)name)]);
}
