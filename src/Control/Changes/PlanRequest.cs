using Microsoft.AspNetCore.Http;
using Seawall.Client.Config;
using Seawall.Control.Config;

namespace Seawall.Control.Changes;

/// <summary>What somebody wants to change, as an address or a form says it: switches by name and act, or keys with their JSON.</summary>
internal static class PlanRequest
{
    public const int MostKeys = 200;

    /// <summary>Of <c>key=…&amp;set=off&amp;role=…</c>; switches that do not exist, and what is no switch of two states, are left out.</summary>
    public static IReadOnlyList<WantedChange> OfSwitches(IQueryCollection query, ConfigSnapshot config)
    {
        var roles = Texts(query["role"]);
        var turnOn = query["set"] == "on";
        return
        [
            .. Texts(query["key"]).Take(MostKeys)
                .Select(key => config.Entries.GetValueOrDefault(ConfigKeys.Switch + key))
                .OfType<ConfigEntry>()
                .Select(entry => new WantedChange(entry.Key, turnOn ? SwitchEdit.TurnOn(entry.Value) : SwitchEdit.TurnOff(entry.Value, roles), entry.Revision))
                .Where(change => change.Value is not null),
        ];
    }

    /// <summary>Of a form with <c>key</c>, <c>value</c> (empty takes the key away) and <c>expected</c>, as often as there are keys; null when it does not fit together.</summary>
    public static IReadOnlyList<WantedChange>? OfForm(IFormCollection form)
    {
        var (keys, values, expected) = (form["key"], form["value"], form["expected"]);
        if (keys.Count == 0 || keys.Count > MostKeys || values.Count != keys.Count || expected.Count != keys.Count)
            return null;
        var wanted = new List<WantedChange>(keys.Count);
        for (var i = 0; i < keys.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(keys[i]) || !long.TryParse(expected[i], System.Globalization.CultureInfo.InvariantCulture, out var revision))
                return null;
            wanted.Add(new WantedChange(keys[i]!.Trim(), string.IsNullOrWhiteSpace(values[i]) ? null : values[i], revision));
        }
        return wanted;
    }

    private static string[] Texts(Microsoft.Extensions.Primitives.StringValues values) => [.. values.OfType<string>().Where(text => text.Length > 0).Distinct()];
}
