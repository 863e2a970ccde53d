using System.CommandLine;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall switch</c>: which features are on, and turning them for all or for some.</summary>
internal static class SwitchCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("switch", "Turn features on and off, for all or for some roles")
        {
            Examples = ["seawall switch list", "seawall switch off catalog.recommend --reason \"the database is busy\"", "seawall switch off catalog.recommend --for h5,partner --reason \"crawlers\""],
        };
        command.Add(SwitchListCommand.Create());
        command.Add(SwitchShowCommand.Create());
        command.Add(SwitchCheckCommand.Create());
        command.Add(Turn("on", "Turn a feature on; named roles get it on and the others off"));
        command.Add(Turn("off", "Turn a feature off; named roles get it off and the others on"));
        return command;
    }

    private static Command Turn(string verb, string description)
    {
        var key = new Argument<string>("switch") { Description = "BUSINESS.FEATURE, such as catalog.recommend" };
        var (change, audience) = (new ChangeOptions(), new AudienceOptions("callers"));
        var command = new ExampleCommand(verb, description)
        {
            Examples = [$"seawall switch {verb} catalog.recommend --reason \"the database is busy\" --yes", $"seawall switch {verb} catalog.recommend --for h5,partner --percent 50 --reason \"a try\"", $"seawall switch {verb} catalog.recommend --dry-run"],
        };
        command.Add(key);
        audience.AddTo(command);
        change.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            var body = new JsonObject { ["key"] = parsed.GetValue(key), ["on"] = verb == "on" };
            audience.Fill(parsed, body);
            return change.RunAsync(parsed, "/api/config/switch", body, ct);
        });
        return command;
    }
}
