using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Control.Changes;

/// <summary>Writes a switch's new state into its JSON and leaves all else of it as it is.</summary>
internal static class SwitchEdit
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>On for everybody.</summary>
    public static string TurnOn(string json) => Write(json, "on", null);

    /// <summary>Off for everybody, or for these roles alone.</summary>
    public static string TurnOff(string json, IReadOnlyList<string> roles) =>
        roles.Count == 0 ? Write(json, "off", null) : Write(json, "on", ByRole(roles));

    /// <summary>Whether the JSON is a flag with the variants <c>on</c> and <c>off</c>; others are changed as JSON.</summary>
    public static bool HasTwoStates(string json)
    {
        try
        {
            return JsonNode.Parse(json)?["variants"] is JsonObject variants && variants.ContainsKey("on") && variants.ContainsKey("off");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether the rule only tells roles apart, as <see cref="TurnOff"/> writes it.</summary>
    public static bool IsByRole(string json)
    {
        try
        {
            return JsonNode.Parse(json)?["targeting"] is JsonObject { Count: 1 } rule
                && rule["if"] is JsonArray { Count: 3 } parts
                && parts[0]?["in"] is JsonArray { Count: 2 } test
                && (string?)test[0]?["var"] is "role" or "caller"
                && test[1] is JsonArray;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonObject ByRole(IReadOnlyList<string> roles) => new()
    {
        ["if"] = new JsonArray(
            new JsonObject { ["in"] = new JsonArray(new JsonObject { ["var"] = "role" }, new JsonArray([.. roles.Select(role => (JsonNode)role)])) },
            "off",
            "on"),
    };

    private static string Write(string json, string variant, JsonNode? targeting)
    {
        var flag = JsonNode.Parse(json)!.AsObject();
        flag["state"] = "ENABLED";
        flag["defaultVariant"] = variant;
        flag.Remove("targeting");
        if (targeting is not null)
        {
            // Beside the default it refines, so that a person who reads the JSON sees both at once.
            var at = flag.IndexOf("defaultVariant");
            flag.Insert(at + 1, "targeting", targeting);
        }
        return flag.ToJsonString(Compact);
    }
}
