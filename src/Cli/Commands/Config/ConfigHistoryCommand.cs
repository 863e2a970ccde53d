using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall config history</c>: who published what and why, the newest first.</summary>
internal static class ConfigHistoryCommand
{
    public static Command Create()
    {
        var key = new Option<string>("--key") { Description = "Only revisions that changed this key", HelpName = "KEY" };
        var most = new Option<int>("--most") { Description = "How many revisions", DefaultValueFactory = _ => 20, HelpName = "N" };
        var api = new ApiOptions();
        var command = new ExampleCommand("history", "Who published what, when and why") { Examples = ["seawall config history", "seawall config history --key switch/catalog.recommend --most 5", "seawall config history --json"] };
        command.Add(key);
        command.Add(most);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            string ofKey = parsed.GetValue(key) is { } one ? $"&key={Uri.EscapeDataString(one)}" : "";
            await api.ShowAsync(parsed, $"/api/config/revisions?most={parsed.GetValue(most)}{ofKey}", Write, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement answer)
    {
        foreach (JsonElement revision in answer.GetProperty("revisions").EnumerateArray())
        {
            Console.WriteLine($"revision {revision.GetProperty("number").GetInt64()}  {revision.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z  {revision.GetProperty("actor").GetString()}  {revision.GetProperty("action").GetString()}: {revision.GetProperty("reason").GetString()}");
            foreach (JsonElement change in revision.GetProperty("changes").EnumerateArray())
            {
                ChangeTable.WriteChange(Console.Out, change, "  ");
            }
        }
    }
}
