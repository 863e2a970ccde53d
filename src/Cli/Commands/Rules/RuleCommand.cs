using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall rule</c>: which statements the gates stop, hold back or count.</summary>
internal static class RuleCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("rule", "Stop, hold back or count statements at the gates by who sends them and what they are")
        {
            Examples =
            [
                "seawall rule set no-reports '{\"match\":{\"business\":[\"batch\"],\"table\":[\"trade.*\"]},\"act\":{\"kind\":\"refuse\"}}' --reason \"reports slow the shop\"",
                "seawall rule hits",
                "seawall rule enforce no-reports --reason \"a day in warn mode hit only reports\" --yes",
            ],
        };
        command.Add(RuleListCommand.Create());
        command.Add(RuleShowCommand.Create());
        command.Add(RuleSetCommand.Create());
        command.Add(RuleTurn.Create("warn", "Let a rule count what it would do and do nothing", "a look before it holds"));
        command.Add(RuleTurn.Create("enforce", "Let a rule decide", "a day in warn mode hit only reports"));
        command.Add(RuleTurn.Create("off", "Ask a rule no more, and keep it", "the sale is over"));
        command.Add(RuleRemoveCommand.Create());
        command.Add(RuleHitsCommand.Create());
        command.Add(RuleTestCommand.Create());
        return command;
    }
}
