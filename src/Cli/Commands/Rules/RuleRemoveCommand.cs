using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall rule remove</c>: takes a rule away; what it counted goes with it.</summary>
internal static class RuleRemoveCommand
{
    public static Command Create()
    {
        var name = RuleEntries.Name();
        var change = new ChangeOptions();
        var command = new ExampleCommand("remove", "Take a rule away, with what it counted; `rule off` keeps both")
        {
            Examples = ["seawall rule remove no-reports --reason \"the reports have a server of their own\" --yes", "seawall rule remove no-reports --dry-run"],
        };
        command.Add(name);
        change.AddTo(command);
        command.SetAction((parsed, ct) => RuleEntries.PublishAsync(change, parsed, parsed.GetValue(name)!, null, ct));
        return command;
    }
}
