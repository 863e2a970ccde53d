using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall plan show</c>: what a plan is for, how it stands, and what became of it before.</summary>
internal static class PlanShowCommand
{
    public static Command Create()
    {
        Argument<string> plan = PlanText.Argument();
        var api = new ApiOptions();
        var command = new ExampleCommand("show", "What a plan is for, how it stands, when it ran") { Examples = ["seawall plan show midnight", "seawall plan show midnight --json"] };
        command.Add(plan);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, PlanText.Path(parsed.GetRequiredValue(plan)), answer => Write(Console.Out, answer), ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    internal static void Write(TextWriter output, JsonElement plan)
    {
        JsonElement trigger = plan.GetProperty("trigger");
        output.WriteLine($"{plan.GetProperty("title").GetString()} ({plan.GetProperty("titleZh").GetString()})");
        output.WriteLine($"when     {(PlanText.Of(trigger, "at") is { Length: > 0 } at ? at + " " : "")}{trigger.GetProperty("when").GetString()}");
        output.WriteLine($"decides  {plan.GetProperty("decider").GetString()}; owner {plan.GetProperty("owner").GetString()}");
        output.WriteLine($"buyers   {plan.GetProperty("buyersNotice").GetString()}");
        if (PlanText.Of(plan, "autoRevertMinutes") is { Length: > 0 } minutes)
        {
            output.WriteLine($"undone   by itself after {minutes} minutes");
        }
        PlanText.WriteState(output, plan);
        foreach (JsonElement past in plan.GetProperty("past").EnumerateArray())
        {
            output.WriteLine($"before   {PlanText.Line(past)}");
        }
    }
}
