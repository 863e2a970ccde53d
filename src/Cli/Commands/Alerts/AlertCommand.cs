using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall alert</c>: what fires, taking and silencing it, trying outlets.</summary>
internal static class AlertCommand
{
    public static Command Create() => new ExampleCommand("alert", "What fires, who takes it, what is silenced, where it goes")
    {
        Examples =
        [
            "seawall alert list",
            "seawall alert ack process:trade --why \"looking at it\"",
            "seawall alert silence 'process:*' --for 30m --why \"moving the shop center\"",
            "seawall alert test log",
        ],
        Subcommands =
        {
            AlertListCommand.Create(),
            AlertAckCommand.Create(),
            AlertSilenceCommand.Create(),
            AlertUnsilenceCommand.Create(),
            AlertTestCommand.Create(),
            AlertRulesCommand.Create(),
            AlertHistoryCommand.Create(),
        },
    };
}
