using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall plan status</c>: what runs now, of all plans or of one.</summary>
internal static class PlanStatusCommand
{
    public static Command Create()
    {
        var plan = new Argument<string?>("plan") { Description = "The plan; unset, those that run or are armed", DefaultValueFactory = _ => null };
        var api = new ApiOptions();
        var command = new ExampleCommand("status", "What runs or is armed now") { Examples = ["seawall plan status", "seawall plan status midnight --json"] };
        command.Add(plan);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(plan) is { } one)
            {
                await api.ShowAsync(parsed, PlanText.Path(one), shown => PlanText.WriteState(Console.Out, shown), ct).ConfigureAwait(false);
            }
            else
            {
                await api.ShowAsync(parsed, "/api/plans", shown => Write(Console.Out, shown), ct).ConfigureAwait(false);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    internal static void Write(TextWriter output, JsonElement answer)
    {
        JsonElement[] told = [.. answer.GetProperty("plans").EnumerateArray().Where(plan => plan.GetProperty("state").GetString() == "active" || plan.GetProperty("armed").GetArrayLength() > 0)];
        foreach (JsonElement plan in told)
        {
            output.WriteLine(plan.GetProperty("id").GetString());
            PlanText.WriteState(output, plan);
        }
        if (told.Length == 0)
        {
            output.WriteLine("no plan runs or is armed");
        }
    }
}
