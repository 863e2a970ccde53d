using System.Text.Json;
using Seawall.Alerts.Entries;
using Seawall.Client.Config;

namespace Seawall.Control.Plans.Actions;

/// <summary>Every kind of action by its name in a plan; another kind is one line more.</summary>
internal static class ActionKinds
{
    private static readonly Dictionary<string, Func<Fields, JsonElement, IPlanAction>> ByName = new(StringComparer.Ordinal)
    {
        ["switch"] = SwitchAction.Read,
        ["config"] = ConfigAction.Read,
        ["limit"] = (fields, json) => EntryAction.Read(fields, json, ConfigKeys.Limit),
        ["rule"] = (fields, json) => EntryAction.Read(fields, json, ConfigKeys.Rule, ConfigKeys.Gate),
        ["pin"] = (fields, json) => EntryAction.Read(fields, json, ConfigKeys.Pin),
        ["addresses"] = (fields, json) => EntryAction.Read(fields, json, ConfigKeys.Address),
        ["instance"] = InstanceAction.Read,
    };

    /// <summary>Null when the kind is not known, which is told as a fault.</summary>
    public static IPlanAction? Read(Fields fields, JsonElement json)
    {
        var kind = fields.Text("kind");
        if (!ByName.TryGetValue(kind, out var read))
        {
            fields.Fault("kind", $"must be one of {string.Join(", ", ByName.Keys)}");
            return null;
        }
        var action = read(fields, json);
        fields.NoOthers();
        return action;
    }

    /// <summary>The JSON of a member, byte for byte; null for <c>null</c>, which takes the key away. One that is missing is a fault.</summary>
    public static string? Value(Fields fields, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("value", out var value))
        {
            fields.Fault("value", "is required: the JSON that the key is to hold, or null to take the key away");
            return null;
        }
        _ = fields.Has("value");
        return value.ValueKind == JsonValueKind.Null ? null : value.GetRawText();
    }

    /// <summary>A key of a kind; another is a fault.</summary>
    public static string Key(Fields fields, params ReadOnlySpan<string> prefixes)
    {
        var key = fields.Text("key");
        foreach (var prefix in prefixes)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal) && key.Length > prefix.Length)
                return key;
        }
        if (key.Length > 0)
            fields.Fault("key", $"must begin with {string.Join(" or ", prefixes!)}");
        return key;
    }
}
