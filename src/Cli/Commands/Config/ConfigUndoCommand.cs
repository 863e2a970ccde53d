using System.CommandLine;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall config undo</c>: the inverse of one revision; keys that were changed later are kept and named.</summary>
internal static class ConfigUndoCommand
{
    public static Command Create()
    {
        var revision = new Argument<long>("revision") { Description = "The revision to undo" };
        var change = new ChangeOptions();
        var command = new ExampleCommand("undo", "Undo one revision; keys that somebody changed later are kept and named") { Examples = ["seawall config undo 12 --reason \"too early\"", "seawall config undo 12 --dry-run"] };
        command.Add(revision);
        change.AddTo(command);
        command.SetAction((parsed, ct) => change.RunAsync(parsed, $"/api/config/undo/{parsed.GetValue(revision)}", [], ct));
        return command;
    }
}
