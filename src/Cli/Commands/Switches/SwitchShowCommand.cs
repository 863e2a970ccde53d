using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Control.Config.Gray;

namespace Seawall.Cli;

/// <summary><c>seawall switch show</c>: one switch, how it stands, and who turned it last.</summary>
internal static class SwitchShowCommand
{
    public static Command Create()
    {
        var key = new Argument<string>("switch") { Description = "BUSINESS.FEATURE, such as catalog.recommend" };
        var api = new ApiOptions();
        var command = new ExampleCommand("show", "One switch: how it stands, and who turned it") { Examples = ["seawall switch show catalog.recommend", "seawall switch show catalog.recommend --json"] };
        command.Add(key);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, $"/api/config/entry?key={Uri.EscapeDataString(ConfigKeys.Switch + parsed.GetValue(key))}", Write, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement answer)
    {
        string? value = answer.GetProperty("value").GetString();
        Console.WriteLine(value is null ? "taken away" : $"{SwitchTurn.StateOf(value)}\n{value}");
        foreach (JsonElement revision in answer.GetProperty("history").EnumerateArray())
        {
            Console.WriteLine($"revision {revision.GetProperty("number").GetInt64()}  {revision.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z  {revision.GetProperty("actor").GetString()}  {revision.GetProperty("action").GetString()}: {revision.GetProperty("reason").GetString()}");
        }
    }
}
