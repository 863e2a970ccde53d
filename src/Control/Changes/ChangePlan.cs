using Seawall.Client.Config;
using Seawall.Control.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Push;

namespace Seawall.Control.Changes;

/// <summary>A change before it is made: what becomes of each key, and whom it hits.</summary>
/// <param name="Kept">Of an undo, the keys that somebody changed since; they are left as they are.</param>
public sealed record ChangePlan(IReadOnlyList<PlannedKey> Keys, IReadOnlyList<KeyConflict> Kept, Reach Reach)
{
    /// <summary>The revision that this undoes; null for a change of its own.</summary>
    public long? Undoes { get; init; }

    /// <summary>Keys that are as wanted already are left out.</summary>
    public static ChangePlan Of(ConfigSnapshot config, IEnumerable<WantedChange> wanted, FleetView fleet, DateTimeOffset now, IReadOnlyList<KeyConflict>? kept = null)
    {
        var roles = SwitchRow.RolesOf(config);
        PlannedKey[] keys = [.. wanted.Where(change => config[change.Key] != change.Value).Select(change => PlannedKey.Of(config.Entries.GetValueOrDefault(change.Key), change, roles, now))];
        return new ChangePlan(keys, kept ?? [], Reach.Of(fleet));
    }
}

/// <summary>A key, how it stands and how it is to stand.</summary>
/// <param name="Expected">The revision it stands at, 0 for a key that is new; the publish holds only while that is so.</param>
/// <param name="Before">The switch as it stands; null when the key is no switch or is new.</param>
/// <param name="After">The switch as it is to stand; null when the key is no switch or goes away.</param>
public sealed record PlannedKey(string Key, string? From, string? To, long Expected, SwitchRow? Before, SwitchRow? After)
{
    /// <summary>Changing it takes two persons.</summary>
    public bool IsCore { get; } = TakesTwo(new KeyChange(Key, From, Expected, To));

    public static PlannedKey Of(ConfigEntry? stands, WantedChange wanted, IReadOnlyList<string> roles, DateTimeOffset now) => new(
        wanted.Key, stands?.Value, wanted.Value, stands?.Revision ?? 0,
        stands is not null && IsSwitch(wanted.Key) ? SwitchRow.Read(stands, roles, now) : null,
        wanted.Value is { } value && IsSwitch(wanted.Key) ? SwitchRow.Read(new ConfigEntry(wanted.Key, value, 0), roles, now) : null);

    // What is no JSON is refused when it is applied, whoever wants it.
    private static bool TakesTwo(KeyChange change)
    {
        try
        {
            return CoreRule.Why([change]) is not null;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static bool IsSwitch(string key) => key.StartsWith(ConfigKeys.Switch, StringComparison.Ordinal);
}

/// <summary>Who hears of a change: instances by service, and those that cannot be told now.</summary>
public sealed record Reach(int Connected, IReadOnlyList<(string Service, int Instances)> Services, IReadOnlyList<string> Silent)
{
    public static Reach Of(FleetView fleet) => new(
        fleet.Connected,
        [.. fleet.Instances.Where(instance => instance.Connected).GroupBy(instance => instance.Service, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count()))],
        [.. fleet.Instances.Where(instance => !instance.Connected).Select(instance => instance.Instance).Order(StringComparer.Ordinal)]);
}
