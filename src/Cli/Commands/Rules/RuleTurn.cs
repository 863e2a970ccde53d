using System.CommandLine;
using System.Text.Json.Nodes;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary><c>seawall rule warn|enforce|off</c>: gives rules another mode and leaves the rest of them as it is; several change in one revision, so that no gate has half of them.</summary>
internal static class RuleTurn
{
    public static Command Create(string mode, string description, string reason)
    {
        var names = new Argument<string[]>("name") { Description = "The rules' names; all change together", Arity = ArgumentArity.OneOrMore };
        var change = new ChangeOptions();
        var command = new ExampleCommand(mode, description)
        {
            Examples = [$"seawall rule {mode} no-reports --reason \"{reason}\" --yes", $"seawall rule {mode} no-reports whole-tables --dry-run"],
        };
        command.Add(names);
        change.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using HttpClient http = change.Open(parsed);
            IReadOnlyList<ConfigEntry> published = await RuleEntries.ReadAsync(http, ct).ConfigureAwait(false);
            var changes = new JsonArray();
            foreach (string name in parsed.GetValue(names)!)
            {
                ConfigEntry entry = published.FirstOrDefault(entry => entry.Key == ConfigKeys.Rule + name)
                    ?? throw new CommandException($"there is no rule '{name}'; `seawall rule list` shows those there are, `seawall rule set {name} JSON` makes it");
                JsonObject rule = JsonNode.Parse(entry.Value)!.AsObject();
                rule["mode"] = mode;
                changes.Add(new JsonObject { ["key"] = entry.Key, ["value"] = rule.ToJsonString() });
            }
            return await change.RunAsync(parsed, "/api/config/publish", new JsonObject { ["changes"] = changes }, ct).ConfigureAwait(false);
        });
        return command;
    }
}
