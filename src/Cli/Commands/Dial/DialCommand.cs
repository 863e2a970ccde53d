using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall dial</c>: shed by grade and role with one act, and come back step by step.</summary>
internal static class DialCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("dial", "Shed features from the outside in with one act, and give them back step by step")
        {
            Examples = ["seawall dial show", "seawall dial preview --to 3", "seawall dial to 3 --reason \"the database is busy\" --yes", "seawall dial down --all --reason \"calm again\" --yes"],
        };
        command.Add(DialShowCommand.Create());
        command.Add(DialPreviewCommand.Create());
        command.Add(DialMoveCommand.Up());
        command.Add(DialMoveCommand.Down());
        command.Add(DialMoveCommand.To());
        command.Add(DialControllerCommand.Create());
        return command;
    }
}
