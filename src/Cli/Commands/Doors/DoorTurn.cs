using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary>A command that changes a member of a published waiting room and publishes it again.</summary>
internal static class DoorTurn
{
    public static Argument<string> Room() => new("room") { Description = "The room's name, such as rush" };

    public static Command Create(string verb, string description, string reason, Action<JsonObject> turn)
    {
        var room = Room();
        var change = new ChangeOptions();
        var command = new ExampleCommand(verb, description)
        {
            Examples = [$"seawall door {verb} rush --reason \"{reason}\" --yes", $"seawall door {verb} rush --dry-run"],
        };
        command.Add(room);
        change.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            string name = parsed.GetValue(room)!;
            JsonObject rules = await PublishedAsync(change, parsed, name, ct).ConfigureAwait(false)
                ?? throw new CommandException($"there is no waiting room '{name}'; `seawall door list` shows those there are, `seawall door open {name} --path PATH` makes it");
            turn(rules);
            return await PublishAsync(change, parsed, name, rules.ToJsonString(), ct).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>The room as it is published; null when it is not.</summary>
    internal static async Task<JsonObject?> PublishedAsync(ChangeOptions change, ParseResult parsed, string room, CancellationToken ct)
    {
        using HttpClient http = change.Open(parsed);
        JsonElement found = await ApiOptions.GetAsync(http, $"/api/config/entries?prefix={Uri.EscapeDataString(ConfigKeys.Door + room)}", ct).ConfigureAwait(false);
        foreach (JsonElement entry in found.GetProperty("entries").EnumerateArray())
        {
            if (entry.GetProperty("key").GetString() == ConfigKeys.Door + room)
            {
                return JsonNode.Parse(entry.GetProperty("value").GetString()!)!.AsObject();
            }
        }
        return null;
    }

    internal static Task<int> PublishAsync(ChangeOptions change, ParseResult parsed, string room, string? value, CancellationToken ct) =>
        change.RunAsync(parsed, "/api/config/publish", new JsonObject { ["changes"] = new JsonArray(new JsonObject { ["key"] = ConfigKeys.Door + room, ["value"] = value }) }, ct);
}
