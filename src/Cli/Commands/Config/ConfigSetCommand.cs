using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary><c>seawall config set</c>: gives keys their JSON, all in one revision.</summary>
internal static class ConfigSetCommand
{
    // No JSON begins so.
    private const string File = "file:";

    public static Command Create()
    {
        var pairs = new Argument<string[]>("key-and-value") { Description = "KEY JSON pairs; of an item, the JSON of its value; file:PATH reads the JSON from a file", HelpName = "KEY JSON", Arity = ArgumentArity.OneOrMore };
        var change = new ChangeOptions();
        var command = new ExampleCommand("set", "Publish values; several keys make one revision")
        {
            Examples =
            [
                "seawall config set item/web/banner '\"11.11\"' --reason \"the sale begins\"",
                "seawall config set item/web/rows 40 item/web/columns 4 --reason \"smaller pages\" --yes",
                "seawall config set schema/web file:web.schema.json --reason \"rows are bounded\" --dry-run",
            ],
        };
        command.Add(pairs);
        change.AddTo(command);
        command.SetAction((parsed, ct) => change.RunAsync(parsed, "/api/config/publish", new JsonObject { ["changes"] = Changes(parsed.GetValue(pairs)!) }, ct));
        return command;
    }

    internal static JsonArray Changes(string[] pairs)
    {
        if (pairs.Length % 2 != 0)
        {
            throw new CommandException($"keys and values come in pairs, and {pairs[^1]} has no value", ExitCode.Usage);
        }
        return new JsonArray([.. pairs.Chunk(2).Select(pair => (JsonNode?)new JsonObject { ["key"] = pair[0], ["value"] = ValueOf(pair[0], Text(pair[1])) })]);
    }

    /// <summary>An item is named by its value alone: the object around it is added, unless it is there.</summary>
    private static string ValueOf(string key, string json)
    {
        if (!key.StartsWith(ConfigKeys.Item, StringComparison.Ordinal))
        {
            return json;
        }
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(json);
            return parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("value", out _) ? json : $"{{\"value\":{json}}}";
        }
        catch (JsonException e)
        {
            throw new CommandException($"{key}: {json} is no JSON ({e.Message}); a text needs quotes: '\"…\"'", ExitCode.Usage);
        }
    }

    private static string Text(string value)
    {
        if (!value.StartsWith(File, StringComparison.Ordinal))
        {
            return value;
        }
        try
        {
            return System.IO.File.ReadAllText(value[File.Length..]).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{value[File.Length..]} cannot be read: {e.Message}", ExitCode.Usage);
        }
    }
}
