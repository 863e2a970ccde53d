using System.CommandLine;
using Seawall.Control.Operators;

namespace Seawall.Cli;

/// <summary>How two persons start another build while the site is frozen.</summary>
internal sealed class UpBreakGlassOptions
{
    private readonly Option<bool> _glass = new("--break-glass") { Description = "Start another build although the site is frozen; takes two persons" };
    private readonly Option<string> _by = new("--by") { Description = "With --break-glass, the first person; unset, the user of this machine", HelpName = "NAME" };
    private readonly Option<string> _second = TwoPersons.SecondOption();
    private readonly Option<string> _reason = new("--reason") { Description = "With --break-glass, why; kept in the history", HelpName = "WHY" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_glass, _by, _second, _reason])
        {
            command.Add(option);
        }
    }

    /// <summary>Null when the glass is whole.</summary>
    public UpBreakGlass? Read(ParseResult parsed)
    {
        if (!parsed.GetValue(_glass))
        {
            return null;
        }
        string by = parsed.GetValue(_by) ?? OperatorOptions.LocalPerson().Name;
        return PersonName.IsValid(by) ? new UpBreakGlass(by, parsed.GetValue(_second), parsed.GetValue(_reason)) : throw new CommandException($"--by: '{by}' is no name of a person", ExitCode.Usage);
    }
}
