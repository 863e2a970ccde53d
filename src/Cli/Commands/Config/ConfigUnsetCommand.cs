using System.CommandLine;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall config unset</c>: takes keys away, all in one revision.</summary>
internal static class ConfigUnsetCommand
{
    public static Command Create()
    {
        var keys = new Argument<string[]>("key") { Description = "The keys", HelpName = "KEY", Arity = ArgumentArity.OneOrMore };
        var change = new ChangeOptions();
        var command = new ExampleCommand("unset", "Take keys away") { Examples = ["seawall config unset item/web/banner --reason \"the sale is over\"", "seawall config unset item/web/a item/web/b --dry-run"] };
        command.Add(keys);
        change.AddTo(command);
        command.SetAction((parsed, ct) => change.RunAsync(parsed, "/api/config/publish", new JsonObject
        {
            ["changes"] = new JsonArray([.. parsed.GetValue(keys)!.Select(key => (JsonNode?)new JsonObject { ["key"] = key, ["value"] = null })]),
        }, ct));
        return command;
    }
}
