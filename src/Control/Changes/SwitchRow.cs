using System.Text.Json.Nodes;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Switches.Flags;

namespace Seawall.Control.Changes;

/// <summary>A switch as the pages show it: what it is for, and for whom it is on now.</summary>
/// <param name="Key"><c>{business}.{feature}</c>.</param>
/// <param name="OffFor">The roles for which it is not on, of all known ones.</param>
/// <param name="Rule">True when more than role and caller decide, a share of the requests for example.</param>
public sealed record SwitchRow(string Key, long Revision, string Json, IReadOnlyList<string> OffFor, bool Rule, bool IsForAll)
{
    private const string On = "on";

    private readonly JsonObject? _metadata = Metadata(Json);

    public string Business => Key[..Math.Max(0, Key.IndexOf('.', StringComparison.Ordinal))];

    public string Grade => Text("grade");

    public string Owner => Text("owner");

    public SwitchState State => Rule ? SwitchState.ByRule : OffFor.Count == 0 ? SwitchState.On : IsForAll ? SwitchState.Off : SwitchState.OffForSome;

    /// <summary>What buyers have while it is on, in a page's language.</summary>
    public string What(string language) => In("what", language);

    /// <summary>What they have while it is off.</summary>
    public string Fallback(string language) => In("fallback", language);

    /// <summary>All switches, by grade and key; those that can't be read stand there too, as decided by a rule.</summary>
    public static IReadOnlyList<SwitchRow> All(ConfigSnapshot config, DateTimeOffset now)
    {
        var roles = RolesOf(config);
        return [.. config.Under(ConfigKeys.Switch).Select(entry => Read(entry, roles, now)).OrderBy(row => row.Business, StringComparer.Ordinal).ThenBy(row => row.Grade, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal)];
    }

    /// <summary>The roles a switch can tell apart: the built-in sources and what the config center registers.</summary>
    public static IReadOnlyList<string> RolesOf(ConfigSnapshot config) =>
        [.. RoleRegistry.BuiltIn.Where(role => role.Length > 0).Union(config.Under(ConfigKeys.Role).Select(entry => entry.Key[ConfigKeys.Role.Length..]))];

    public static SwitchRow Read(ConfigEntry entry, IReadOnlyList<string> roles, DateTimeOffset now)
    {
        var key = entry.Key[ConfigKeys.Switch.Length..];
        if (!FlagReader.TryRead(key, entry.Value, out var flag, out _) || flag is null)
            return new SwitchRow(key, entry.Revision, entry.Value, [], Rule: true, IsForAll: false);
        if (!flag.HasTargeting)
            return flag.Enabled && flag.DefaultVariant is not (null or On)
                ? new SwitchRow(key, entry.Revision, entry.Value, roles, Rule: false, IsForAll: true)
                : new SwitchRow(key, entry.Revision, entry.Value, [], Rule: false, IsForAll: true);
        var off = roles.Where(role => flag.Evaluate(For(role), now).Variant is not (null or On)).ToList();
        return new SwitchRow(key, entry.Revision, entry.Value, off, Rule: !SwitchEdit.IsByRole(entry.Value), IsForAll: false);
    }

    private static FlagContext For(string role) => FlagContext.Of(new Dictionary<string, object?> { ["role"] = role, ["caller"] = "", [FlagContext.TargetingKey] = role });

    private string In(string name, string language) => language == "zh" && Text(name + "Zh") is { Length: > 0 } chinese ? chinese : Text(name);

    private string Text(string name) => _metadata?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static JsonObject? Metadata(string json)
    {
        try
        {
            return JsonNode.Parse(json)?["metadata"] as JsonObject;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>For whom a switch is on.</summary>
public enum SwitchState
{
    On,
    Off,
    OffForSome,
    ByRule,
}
