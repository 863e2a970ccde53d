using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Control.Config.Gray;

namespace Seawall.Control.Dial;

/// <summary>Takes a switch off for roles without taking back what it says already: who has it off keeps it off, and its own rule goes on for everybody else.</summary>
public static class Shedding
{
    /// <summary>The flag's next JSON; the same text when it is off for all of them already, null when it is no switch with the variants <c>on</c> and <c>off</c>.</summary>
    public static string? TurnOff(string flag, Shed shed)
    {
        if (JsonNode.Parse(flag) is not JsonObject json || json["variants"] is not JsonObject variants || !variants.ContainsKey(SwitchTurn.On) || !variants.ContainsKey(SwitchTurn.Off))
            return null;
        // A disabled flag leaves the choice to the code, and a switch is on until it is told otherwise.
        var isDisabled = (string?)json["state"] == "DISABLED";
        var rule = isDisabled || json["targeting"] is not JsonObject { Count: > 0 } targeting ? null : targeting;
        var otherwise = isDisabled ? SwitchTurn.On : (string?)json["defaultVariant"] ?? SwitchTurn.On;
        if (shed.IsNobody || (rule is null && otherwise == SwitchTurn.Off))
            return flag;
        if (shed.IsAll)
            return SwitchTurn.Turn(flag, on: false, Audience.Nobody);
        if (rule is not null && OffForRoles(rule) is { } known)
        {
            string[] roles = [.. known.Roles.Union(shed.Roles, StringComparer.Ordinal)];
            if (roles.Length == known.Roles.Length)
                return flag;
            json["targeting"] = Off(roles, known.Else?.DeepClone());
        }
        else if (rule is not null && OnForRoles(rule) is { } kept)
        {
            string[] left = [.. kept.Except(shed.Roles, StringComparer.Ordinal)];
            if (left.Length == kept.Length)
                return flag;
            if (left.Length == 0)
                return SwitchTurn.Turn(flag, on: false, Audience.Nobody);
            json["targeting"] = If(left, SwitchTurn.On, SwitchTurn.Off);
        }
        else
        {
            json["targeting"] = Off(shed.Roles, rule?.DeepClone() ?? otherwise);
        }
        json["state"] = "ENABLED";
        json["defaultVariant"] = otherwise;
        return json.ToJsonString(GrayRelease.Plain);
    }

    // {"if":[{"in":[{"var":"role"},[…]]},"off",…]}: what is off for some roles, by a person or by a level before.
    private static (string[] Roles, JsonNode? Else)? OffForRoles(JsonObject rule) =>
        Branches(rule) is var (roles, then, other) && Word(then) == SwitchTurn.Off ? (roles, other) : null;

    // The same with "on", "off": what is on for some roles alone.
    private static string[]? OnForRoles(JsonObject rule) =>
        Branches(rule) is var (roles, then, other) && Word(then) == SwitchTurn.On && Word(other) == SwitchTurn.Off ? roles : null;

    private static (string[] Roles, JsonNode? Then, JsonNode? Else)? Branches(JsonObject rule) =>
        rule.Count == 1 && rule["if"] is JsonArray { Count: 3 } parts && parts[0] is JsonObject { Count: 1 } test && test["in"] is JsonArray { Count: 2 } contained
        && contained[0] is JsonObject { Count: 1 } variable && Word(variable["var"]) == "role" && contained[1] is JsonArray names && names.All(name => Word(name) is not null)
            ? ([.. names.Select(name => Word(name)!)], parts[1], parts[2]) : null;

    private static string? Word(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static JsonObject Off(IEnumerable<string> roles, JsonNode? other) => If(roles, SwitchTurn.Off, other);

    private static JsonObject If(IEnumerable<string> roles, string then, JsonNode? other) => new()
    {
        ["if"] = new JsonArray(new JsonObject { ["in"] = new JsonArray(new JsonObject { ["var"] = "role" }, GrayRelease.List(roles)) }, then, other),
    };
}
