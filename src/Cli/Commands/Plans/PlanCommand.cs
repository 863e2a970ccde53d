using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall plan</c>: what is done in a case that was thought of before.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("plan", "Contingency plans: see what one would do, run it, undo it, arm it")
        {
            Examples =
            [
                "seawall plan list",
                "seawall plan preview cache-down-catalog",
                "seawall plan run cache-down-catalog --reason \"redis-catalog is down\" --yes",
                "seawall plan undo cache-down-catalog --reason \"redis-catalog is back\" --yes",
                "seawall plan arm midnight --reason \"agreed on Monday\"",
            ],
        };
        command.Add(PlanListCommand.Create());
        command.Add(PlanShowCommand.Create());
        command.Add(PlanPreviewCommand.Create());
        command.Add(PlanRunCommand.Create());
        command.Add(PlanUndoCommand.Create());
        command.Add(PlanWordCommand.Create("arm", "Agree that a plan may run: a scheduled one then runs at its time, and an approver is the second person of what takes two", "agreed on Monday"));
        command.Add(PlanWordCommand.Create("disarm", "Take back what was agreed", "the sale is a day later"));
        command.Add(PlanRehearsedCommand.Create());
        command.Add(PlanStatusCommand.Create());
        return command;
    }
}
