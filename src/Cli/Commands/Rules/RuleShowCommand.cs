using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary><c>seawall rule show</c>: one rule as it is published, and who changed it.</summary>
internal static class RuleShowCommand
{
    public static Command Create()
    {
        var name = RuleEntries.Name();
        var api = new ApiOptions();
        var command = new ExampleCommand("show", "One rule as it is published, and who changed it") { Examples = ["seawall rule show no-reports", "seawall rule show no-reports --json"] };
        command.Add(name);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, $"/api/config/entry?key={Uri.EscapeDataString(ConfigKeys.Rule + parsed.GetValue(name))}", Write, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement entry)
    {
        Console.WriteLine(entry.GetProperty("value").GetString() ?? "taken away");
        foreach (JsonElement revision in entry.GetProperty("history").EnumerateArray())
        {
            Console.WriteLine($"revision {revision.GetProperty("number").GetInt64()}  {revision.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z  {revision.GetProperty("actor").GetString()}  {revision.GetProperty("action").GetString()}: {revision.GetProperty("reason").GetString()}");
        }
    }
}
