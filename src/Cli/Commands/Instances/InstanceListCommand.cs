using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall instance list</c>: which instances of which service there are, and where.</summary>
internal static class InstanceListCommand
{
    public static Command Create()
    {
        var options = new InstanceOptions();
        var command = new ExampleCommand("list", "Which instances of which service there are, and where they listen") { Examples = ["seawall instance list", "seawall instance list --json"] };
        options.AddTo(command, changes: false);
        command.SetAction(parsed =>
        {
            options.Print(parsed, options.Desk(parsed));
            return ExitCode.Ok;
        });
        return command;
    }
}
