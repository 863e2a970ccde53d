using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall plan undo</c>: takes a plan back. Exit code 3 when the check after it did not hold.</summary>
internal static class PlanUndoCommand
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the check after it" };
        var acts = new PlanActs("Undo it?");
        var command = new ExampleCommand("undo", "Take a plan back; what somebody changed meanwhile is kept and named. Exit code 3 when the check after it did not hold")
        {
            Examples = ["seawall plan undo cache-down-catalog --reason \"redis-catalog is back\" --yes"],
        };
        acts.AddTo(command);
        command.Add(noWait);
        command.SetAction((parsed, ct) => acts.ActAsync(
            parsed, "undo", [], null, PlanText.WriteState,
            parsed.GetValue(noWait) ? null : (http, plan) => new PlanFollower(http, TimeProvider.System).FollowAsync(plan, _longest, undoing: true, ct),
            Code, ct));
        return command;
    }

    private static int Code(JsonElement plan) =>
        plan.GetProperty("activation") is { ValueKind: JsonValueKind.Object } run && run.GetProperty("end") is { ValueKind: JsonValueKind.Object } end && PlanText.Of(end, "undoHeld") == bool.FalseString ? ExitCode.ThresholdMissed : ExitCode.Ok;
}
