using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Control.Config.Gray;

namespace Seawall.Cli;

/// <summary><c>seawall switch list</c>: every switch with its grade and how it stands.</summary>
internal static class SwitchListCommand
{
    public static Command Create()
    {
        var business = new Option<string>("--business") { Description = "Only the switches of one business", HelpName = "NAME" };
        var api = new ApiOptions();
        var command = new ExampleCommand("list", "Every switch: grade, how it stands, what it is") { Examples = ["seawall switch list", "seawall switch list --business catalog --json"] };
        command.Add(business);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            string prefix = ConfigKeys.Switch + (parsed.GetValue(business) is { } one ? one + "." : "");
            await api.ShowAsync(parsed, $"/api/config/entries?prefix={Uri.EscapeDataString(prefix)}", Write, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement answer)
    {
        foreach (JsonElement entry in answer.GetProperty("entries").EnumerateArray())
        {
            string json = entry.GetProperty("value").GetString()!;
            using JsonDocument flag = JsonDocument.Parse(json);
            JsonElement about = flag.RootElement.TryGetProperty("metadata", out JsonElement metadata) ? metadata : default;
            Console.WriteLine($"{entry.GetProperty("key").GetString()![ConfigKeys.Switch.Length..],-28} {Text(about, "grade"),-3} {SwitchTurn.StateOf(json),-9} {Text(about, "what")}".TrimEnd());
        }
    }

    private static string Text(JsonElement about, string name) =>
        about.ValueKind == JsonValueKind.Object && about.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
