using System.Text.Json;
using Seawall.Client.Calls;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary>What the control center holds of roles, edge rules and limits.</summary>
/// <param name="Entries">By key: the JSON text.</param>
internal sealed record RoleEntriesRead(long Revision, IReadOnlyDictionary<string, string> Entries)
{
    /// <summary>The rules in force; those built in when none are published.</summary>
    public EdgeRules Rules => Entries.GetValueOrDefault(ConfigKeys.EdgeRules) is { } json ? Parse(json, ConfigKeys.EdgeRules) : EdgeRules.BuiltIn;

    /// <summary>Every role with what it is: those built in, then those published.</summary>
    public IEnumerable<(string Id, string What, bool IsBuiltIn)> Roles =>
        RoleRegistry.BuiltIn.Where(id => id.Length > 0 && !Entries.ContainsKey(ConfigKeys.Role + id)).Select(id => (id, BuiltIn(id), true))
            .Concat(Entries.Where(entry => entry.Key.StartsWith(ConfigKeys.Role, StringComparison.Ordinal)).Select(entry => (entry.Key[ConfigKeys.Role.Length..], What(entry.Value), false)));

    public static async Task<RoleEntriesRead> AskAsync(HttpClient http, CancellationToken ct)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        long revision = 0;
        foreach (string prefix in (string[])[ConfigKeys.Role, ConfigKeys.EdgeRules, ConfigKeys.Limit])
        {
            JsonElement answer = await ApiOptions.GetAsync(http, $"/api/config/entries?prefix={Uri.EscapeDataString(prefix)}", ct).ConfigureAwait(false);
            revision = answer.GetProperty("revision").GetInt64();
            foreach (JsonElement entry in answer.GetProperty("entries").EnumerateArray())
            {
                entries[entry.GetProperty("key").GetString()!] = entry.GetProperty("value") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : entry.GetProperty("value").GetRawText();
            }
        }
        return new RoleEntriesRead(revision, entries);
    }

    /// <summary>The rules of a text; their faults throw a <see cref="CommandException"/>, one a line.</summary>
    public static EdgeRules Parse(string json, string name) =>
        EdgeRules.Parse(json, out IReadOnlyList<string> faults) ?? throw new CommandException($"{name} is faulty:\n  {string.Join("\n  ", faults)}");

    private static string What(string json)
    {
        using JsonDocument value = JsonDocument.Parse(json);
        return value.RootElement.TryGetProperty("what", out JsonElement what) ? what.GetString() ?? "" : "";
    }

    private static string BuiltIn(string id) => id switch
    {
        "app" => "our own app",
        "web" => "browsers",
        "h5" => "browsers of phones, pages within other apps",
        "partner" => "partners by their interfaces",
        RoleRegistry.Site => "the site's own probes and timers",
        _ => "work in bulk, which can wait",
    };
}
