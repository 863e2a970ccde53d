using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary><c>seawall role add</c>: registers a role in every process.</summary>
internal static class RoleAddCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The role: 1..32 of a-z, 0-9, '.', '_' and '-'" };
        var what = new Option<string>("--what") { Description = "Whose requests these are, in a few words", HelpName = "TEXT", Required = true };
        var change = new ChangeOptions();
        var command = new ExampleCommand("add", "Register a role; edge rules, switches and limits may name it then")
        {
            Examples =
            [
                "seawall role add reseller --what \"shops that buy through us\" --reason \"contract 12\"",
                "seawall role add reseller --what \"shops that buy through us\" --dry-run --json",
            ],
        };
        command.Add(id);
        command.Add(what);
        change.AddTo(command);
        command.SetAction((parsed, ct) => change.RunAsync(
            parsed,
            "/api/config/publish",
            Change(ConfigKeys.Role + parsed.GetValue(id), JsonSerializer.Serialize(new { what = parsed.GetValue(what) }, JsonSerializerOptions.Web)),
            ct));
        return command;
    }

    /// <summary>A publish of one key; null deletes it.</summary>
    internal static JsonObject Change(string key, string? value) => new() { ["changes"] = new JsonArray(new JsonObject { ["key"] = key, ["value"] = value }) };
}
