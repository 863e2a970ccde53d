using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall config list</c>: the keys under a prefix with their values.</summary>
internal static class ConfigListCommand
{
    public static Command Create()
    {
        var prefix = new Argument<string>("prefix") { Description = "What the keys begin with; unset, all of them", DefaultValueFactory = _ => "" };
        var api = new ApiOptions();
        var command = new ExampleCommand("list", "The keys and their values") { Examples = ["seawall config list", "seawall config list item/web/ --json"] };
        command.Add(prefix);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, $"/api/config/entries?prefix={Uri.EscapeDataString(parsed.GetValue(prefix)!)}", Write, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement answer)
    {
        foreach (JsonElement entry in answer.GetProperty("entries").EnumerateArray())
        {
            Console.WriteLine($"{entry.GetProperty("key").GetString()}  {entry.GetProperty("value").GetString()}");
        }
        Console.Error.WriteLine($"revision {answer.GetProperty("revision").GetInt64()}, digest {answer.GetProperty("digest").GetString()}");
    }
}
