using System.CommandLine;
using System.Text.Json.Nodes;
using Seawall.Client.Config;
using Seawall.Client.Gates;

namespace Seawall.Cli;

/// <summary><c>seawall rule set</c>: makes a rule or gives it another text; all that is wrong with it is told before anything is asked of the control center.</summary>
internal static class RuleSetCommand
{
    public static Command Create()
    {
        var name = RuleEntries.Name();
        var json = new Argument<string>("json") { Description = "The rule; file:PATH reads it from a file. Without a mode it warns", HelpName = "JSON" };
        var change = new ChangeOptions();
        var command = new ExampleCommand("set", "Make a rule, or give one another text")
        {
            Examples =
            [
                "seawall rule set no-reports '{\"match\":{\"business\":[\"batch\"],\"table\":[\"trade.*\"]},\"act\":{\"kind\":\"refuse\"}}' --reason \"reports slow the shop\"",
                "seawall rule set whole-tables '{\"match\":{\"kind\":[\"update\",\"delete\"],\"shape\":{\"noWhere\":true}},\"act\":{\"kind\":\"refuse\",\"sqlstate\":\"0A000\"}}' --dry-run",
                "seawall rule set search file:search.json --reason \"searches wait in turn\" --yes",
            ],
        };
        command.Add(name);
        command.Add(json);
        change.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            string key = ConfigKeys.Rule + parsed.GetValue(name);
            JsonArray changes = ConfigSetCommand.Changes([key, parsed.GetValue(json)!]);
            GateRule.Parse(key, changes[0]!["value"]!.GetValue<string>(), out IReadOnlyList<string> faults);
            return faults.Count == 0
                ? change.RunAsync(parsed, "/api/config/publish", new JsonObject { ["changes"] = changes }, ct)
                : throw new CommandException(string.Join('\n', faults), ExitCode.Usage);
        });
        return command;
    }
}
