using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall plan arm</c> and <c>disarm</c>: a person's word on a plan.</summary>
internal static class PlanWordCommand
{
    public static Command Create(string verb, string description, string reason)
    {
        var acts = new PlanActs("");
        var command = new ExampleCommand(verb, description) { Examples = [$"seawall plan {verb} midnight --reason \"{reason}\""] };
        acts.AddTo(command);
        command.SetAction((parsed, ct) => acts.ActAsync(parsed, verb, [], null, PlanText.WriteState, null, _ => ExitCode.Ok, ct));
        return command;
    }
}
