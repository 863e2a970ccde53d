using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall plan list</c>: every plan and how it stands.</summary>
internal static class PlanListCommand
{
    public static Command Create()
    {
        var state = new Option<string>("--state") { Description = "Only plans that stand so: draft, rehearsed, armed, active, undone or stale", HelpName = "STATE" };
        state.AcceptOnlyFromAmong("draft", "rehearsed", "armed", "active", "undone", "stale");
        var api = new ApiOptions();
        var command = new ExampleCommand("list", "Every plan and how it stands") { Examples = ["seawall plan list", "seawall plan list --state active --json"] };
        command.Add(state);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, "/api/plans", answer => Write(Console.Out, answer, parsed.GetValue(state)), ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    internal static void Write(TextWriter output, JsonElement answer, string? state)
    {
        foreach (JsonElement plan in answer.GetProperty("plans").EnumerateArray().Where(plan => state is null || plan.GetProperty("state").GetString() == state))
        {
            output.WriteLine($"{plan.GetProperty("id").GetString(),-26} {plan.GetProperty("state").GetString(),-9} {plan.GetProperty("actions").GetInt32(),3} keys  {plan.GetProperty("title").GetString()}");
        }
        JsonElement fresh = answer.GetProperty("freshness");
        output.WriteLine($"{fresh.GetProperty("stale").GetInt32()} of {fresh.GetProperty("plans").GetInt32()} plans stale, {fresh.GetProperty("neverRehearsed").GetInt32()} never rehearsed, {fresh.GetProperty("active").GetInt32()} active; build {answer.GetProperty("build").GetString()}");
    }
}
