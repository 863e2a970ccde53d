using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Control.Dial.Steering;

namespace Seawall.Cli;

/// <summary><c>seawall dial controller</c>: whether the dial looks at the site's figures, suggests, or moves itself.</summary>
internal static class DialControllerCommand
{
    public static Command Create()
    {
        var mode = new Option<string>("--mode") { Description = "off, suggest or move; move takes two persons. Unset, the settings are shown", HelpName = "MODE" };
        mode.AcceptOnlyFromAmong("off", "suggest", "move");
        var upTo = new Option<int?>("--up-to") { Description = "The highest level it moves to by itself", HelpName = "LEVEL" };
        var change = new ChangeOptions();
        var command = new ExampleCommand("controller", "Let the dial look at the site's figures: not at all, to suggest, or to move itself")
        {
            Examples = ["seawall dial controller --mode suggest --reason \"watch the rehearsal\" --yes", "seawall dial controller --mode move --up-to 2 --reason \"the night of the sale\" --yes", "seawall dial controller --mode off --dry-run"],
        };
        command.Add(mode);
        command.Add(upTo);
        change.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using HttpClient http = change.Open(parsed);
            JsonElement found = await ApiOptions.GetAsync(http, "/api/config/entries?prefix=" + Uri.EscapeDataString(SteeringSettings.Key), ct).ConfigureAwait(false);
            JsonElement entry = found.GetProperty("entries").EnumerateArray().FirstOrDefault();
            SteeringSettings settings = entry.ValueKind == JsonValueKind.Object ? SteeringSettings.Read(entry.GetProperty("value").GetString()!) : new SteeringSettings();
            if (parsed.GetValue(mode) is null && parsed.GetValue(upTo) is null)
            {
                Console.WriteLine(settings.Write());
                return ExitCode.Ok;
            }
            SteeringSettings next = settings with
            {
                Mode = parsed.GetValue(mode) is { } wanted ? Enum.Parse<SteeringMode>(wanted, ignoreCase: true) : settings.Mode,
                UpTo = parsed.GetValue(upTo) ?? settings.UpTo,
            };
            var body = new JsonObject { ["changes"] = new JsonArray(new JsonObject { ["key"] = SteeringSettings.Key, ["value"] = next.Write() }) };
            return await change.RunAsync(parsed, "/api/config/publish", body, ct).ConfigureAwait(false);
        });
        return command;
    }
}
