using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall config approve</c> and <c>reject</c>: a second person's word on a proposal.</summary>
internal static class ConfigDecisionCommand
{
    public static Command Create(string verb, string description)
    {
        var number = new Argument<long>("proposal") { Description = "Its number, as `seawall config proposals` shows it" };
        var reason = new Option<string>("--reason") { Description = "Why; kept in the audit", HelpName = "WHY", Required = true };
        var api = new ApiOptions();
        var command = new ExampleCommand(verb, description) { Examples = [$"seawall config {verb} 3 --as bob --reason \"looked at it with ann\""] };
        command.Add(number);
        command.Add(reason);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using HttpClient http = api.Open(parsed);
            JsonElement answer = await ApiOptions.PostAsync(http, $"/api/config/proposals/{parsed.GetValue(number)}/{verb}", new JsonObject { ["reason"] = parsed.GetValue(reason) }, ct).ConfigureAwait(false);
            api.Print(parsed, answer, ended => Console.WriteLine(ended.TryGetProperty("revision", out JsonElement revision) ? $"revision {revision.GetInt64()}" : "rejected"));
            return ExitCode.Ok;
        });
        return command;
    }
}
