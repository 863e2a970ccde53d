using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall config rollback</c>: everything as it stood at a revision.</summary>
internal static class ConfigRollbackCommand
{
    public static Command Create()
    {
        var revision = new Argument<long>("revision") { Description = "The revision to go back to" };
        var change = new ChangeOptions();
        var command = new ExampleCommand("rollback", "Put everything back as it stood at a revision; it makes a new revision") { Examples = ["seawall config rollback 12 --reason \"back to before the release\"", "seawall config rollback 12 --dry-run --json"] };
        command.Add(revision);
        change.AddTo(command);
        command.SetAction((parsed, ct) => change.RunAsync(parsed, $"/api/config/rollback/{parsed.GetValue(revision)}", [], ct));
        return command;
    }
}
