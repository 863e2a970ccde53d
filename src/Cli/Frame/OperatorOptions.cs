using System.CommandLine;
using Seawall.Control.Operators;

namespace Seawall.Cli;

/// <summary>For whom a command speaks: the user of this machine, or whom <c>--as</c> names.</summary>
internal sealed class OperatorOptions
{
    private readonly Option<string> _name = new("--as") { Description = "Speak as this person instead of the user of this machine", HelpName = "NAME" };
    private readonly Option<OperatorLevel> _level = new("--level")
    {
        Description = "What the person may do: viewer, operator or approver; one who is listed may do no more than the list says",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => OperatorLevel.Approver,
    };

    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_level);
    }

    public Person Read(ParseResult parsed)
    {
        Person person = LocalPerson() with { Level = parsed.GetValue(_level) };
        return parsed.GetValue(_name) is not { } name ? person
            : PersonName.IsValid(name) ? person with { Name = name }
            : throw new CommandException($"--as: '{name}' is no name; 1 to {PersonName.MostCharacters} letters, digits, dots, dashes, underscores and at signs", ExitCode.Usage);
    }

    /// <summary>The user of this machine; whoever may read the site's secret may do all.</summary>
    public static Person LocalPerson() => new(PersonName.IsValid(Environment.UserName) ? Environment.UserName : "local", OperatorLevel.Approver);
}
