using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall config get</c>: the JSON of one key, byte for byte. Exit code 1 when it has none.</summary>
internal static class ConfigGetCommand
{
    public static Command Create()
    {
        var key = new Argument<string>("key") { Description = "The key, such as item/web/banner" };
        var api = new ApiOptions();
        var command = new ExampleCommand("get", "The JSON of one key; with --json its last changes too") { Examples = ["seawall config get item/web/banner", "seawall config get switch/catalog.recommend --json"] };
        command.Add(key);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            JsonElement answer = await api.ShowAsync(parsed, $"/api/config/entry?key={Uri.EscapeDataString(parsed.GetValue(key)!)}", Write, ct).ConfigureAwait(false);
            return answer.GetProperty("value").ValueKind == JsonValueKind.Null ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement answer)
    {
        if (answer.GetProperty("value").GetString() is { } value)
        {
            Console.WriteLine(value);
        }
        else
        {
            Console.Error.WriteLine($"{answer.GetProperty("key").GetString()} was taken away; `seawall config history --key {answer.GetProperty("key").GetString()}` says by whom");
        }
    }
}
