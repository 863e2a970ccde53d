using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Control.Config.Gray;

/// <summary>Turns a switch on or off, for all or for some, as flagd's targeting says it. Metadata and variants stay as they are.</summary>
public static class SwitchTurn
{
    public const string On = "on";
    public const string Off = "off";

    /// <summary>The flag's next JSON; null when it is no switch with the variants <c>on</c> and <c>off</c>.</summary>
    /// <param name="audience">Whom it is turned for, the others having the opposite; nobody named means all. A percentage is of those it is named with: of the roles or
    /// instances, and of all callers (by targeting key) when none is named.</param>
    public static string? Turn(string flag, bool on, Audience audience)
    {
        if (JsonNode.Parse(flag) is not JsonObject json || json["variants"] is not JsonObject variants || !variants.ContainsKey(On) || !variants.ContainsKey(Off))
            return null;
        if (audience is { Roles: [], Instances: [], Percent: >= 100 })
            audience = Audience.Nobody;
        var (wanted, other) = on ? (On, Off) : (Off, On);
        json["state"] = "ENABLED";
        json["defaultVariant"] = audience.IsNobody ? wanted : other;
        json.Remove("targeting");
        if (!audience.IsNobody)
            json["targeting"] = Targeting(audience, wanted, other);
        return json.ToJsonString(GrayRelease.Plain);
    }

    /// <summary>In words: <c>on</c>, <c>off</c>, or <c>targeted</c> when it depends on who asks.</summary>
    public static string StateOf(string flag)
    {
        using var json = JsonDocument.Parse(flag);
        var root = json.RootElement;
        return root.TryGetProperty("state", out var state) && state.ValueEquals("DISABLED") ? "disabled"
            : root.TryGetProperty("targeting", out var targeting) && targeting.ValueKind == JsonValueKind.Object && targeting.EnumerateObject().Any() ? "targeted"
            : root.TryGetProperty("defaultVariant", out var variant) ? variant.GetString() ?? "?" : "?";
    }

    private static JsonObject Targeting(Audience audience, string wanted, string other)
    {
        JsonNode chosen = audience.Percent is > 0 and < 100 ? new JsonObject { ["fractional"] = new JsonArray(new JsonArray(wanted, audience.Percent), new JsonArray(other, 100 - audience.Percent)) } : (JsonNode)wanted;
        JsonNode[] tests =
        [
            .. audience.Roles.Count > 0 ? [In("role", audience.Roles)] : Array.Empty<JsonNode>(),
            .. audience.Instances.Count > 0 ? [In("instance", audience.Instances)] : Array.Empty<JsonNode>(),
        ];
        return tests switch
        {
            [] => chosen.AsObject(),
            [var only] => new JsonObject { ["if"] = new JsonArray(only, chosen, other) },
            _ => new JsonObject { ["if"] = new JsonArray(new JsonObject { ["or"] = new JsonArray(tests) }, chosen, other) },
        };
    }

    private static JsonObject In(string variable, IEnumerable<string> names) => new() { ["in"] = new JsonArray(new JsonObject { ["var"] = variable }, GrayRelease.List(names)) };
}
