using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Control.Config.Gray;

namespace Seawall.Control.Changes;

/// <summary>What a switch's JSON is to be, and whether pages can say it in words.</summary>
internal static class SwitchEdit
{
    /// <summary>On for everybody; null when it is no flag with the variants <c>on</c> and <c>off</c>.</summary>
    public static string? TurnOn(string json) => Turned(json, on: true, []);

    /// <summary>Off for everybody, or for these roles alone; null when it is no flag with the variants <c>on</c> and <c>off</c>.</summary>
    public static string? TurnOff(string json, IReadOnlyList<string> roles) => Turned(json, on: false, roles);

    /// <summary>Whether the rule only tells roles or callers apart.</summary>
    public static bool IsByRole(string json)
    {
        try
        {
            return JsonNode.Parse(json)?["targeting"] is JsonObject { Count: 1 } rule
                && rule["if"] is JsonArray { Count: 3 } parts
                && parts[0]?["in"] is JsonArray { Count: 2 } test
                && (string?)test[0]?["var"] is "role" or "caller"
                && test[1] is JsonArray
                && parts[1] is JsonValue;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string? Turned(string json, bool on, IReadOnlyList<string> roles)
    {
        try
        {
            return SwitchTurn.Turn(json, on, new Audience(roles, [], 0));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
