using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall config proposals</c>: what waits for a second person.</summary>
internal static class ConfigProposalsCommand
{
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Also those that were decided or have expired" };
        var api = new ApiOptions();
        var command = new ExampleCommand("proposals", "What waits for a second person") { Examples = ["seawall config proposals", "seawall config proposals --all --json"] };
        command.Add(all);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, "/api/config/proposals", answer => Write(answer, parsed.GetValue(all)), ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement answer, bool all)
    {
        foreach (JsonElement proposal in answer.GetProperty("proposals").EnumerateArray())
        {
            string state = proposal.GetProperty("state").GetString()!;
            if (!all && state != "waiting")
            {
                continue;
            }
            string until = state == "waiting" ? $" until {proposal.GetProperty("expires").GetDateTimeOffset():yyyy-MM-dd HH:mm}Z" : proposal.GetProperty("decidedBy").GetString() is { } by ? $" by {by}" : "";
            Console.WriteLine($"proposal {proposal.GetProperty("number").GetInt64()}  {state}{until}  {proposal.GetProperty("actor").GetString()}: {proposal.GetProperty("reason").GetString()}");
            foreach (JsonElement change in proposal.GetProperty("changes").EnumerateArray())
            {
                Console.WriteLine($"  {change.GetProperty("key").GetString()}  {change.GetProperty("value").GetString() ?? "(taken away)"}");
            }
        }
    }
}
