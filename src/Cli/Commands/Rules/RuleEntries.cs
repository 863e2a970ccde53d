using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Config;
using Seawall.Client.Gates;

namespace Seawall.Cli;

/// <summary>The rules as they are published.</summary>
internal static class RuleEntries
{
    public static Argument<string> Name() => new("name") { Description = "The rule's name, such as no-reports" };

    /// <summary>Every rule by its key, as JSON.</summary>
    public static async Task<IReadOnlyList<ConfigEntry>> ReadAsync(HttpClient http, CancellationToken ct)
    {
        JsonElement found = await ApiOptions.GetAsync(http, $"/api/config/entries?prefix={Uri.EscapeDataString(ConfigKeys.Rule)}", ct).ConfigureAwait(false);
        return [.. found.GetProperty("entries").EnumerateArray().Select(entry => new ConfigEntry(entry.GetProperty("key").GetString()!, entry.GetProperty("value").GetString()!, 0))];
    }

    /// <summary>The rules in the order they are asked; throws when one cannot be read, as gates keep their former ones then.</summary>
    public static IReadOnlyList<GateRule> Parse(IReadOnlyList<ConfigEntry> entries)
    {
        IReadOnlyList<GateRule> rules = GateRule.ParseAll(ConfigSnapshot.Of(1, entries), out IReadOnlyList<string> faults);
        return faults.Count == 0 ? rules : throw new CommandException($"the gates stay with their former rules, for of the published ones:\n{string.Join('\n', faults)}");
    }

    public static Task<int> PublishAsync(ChangeOptions change, ParseResult parsed, string name, string? value, CancellationToken ct) =>
        change.RunAsync(parsed, "/api/config/publish", new JsonObject { ["changes"] = new JsonArray(new JsonObject { ["key"] = ConfigKeys.Rule + name, ["value"] = value }) }, ct);
}
