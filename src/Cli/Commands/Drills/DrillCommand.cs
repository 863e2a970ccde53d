using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall drill</c>: breaks a site on purpose, for a while, and watches what comes of it.</summary>
internal static class DrillCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("drill", "Break a site on purpose, for a while, and see how it holds")
        {
            Examples =
            [
                "seawall drill run cache-catalog --reason \"before the sale\" --yes",
                "seawall drill fault kill --target redis-catalog --for 20s --reason \"does the catalog live without its cache\" --yes",
                "seawall drill fault latency --from web --to catalog --latency 50ms --reason \"a slow link\" --yes",
                "seawall drill faults",
                "seawall drill stop --reason \"buyers notice\"",
            ],
        };
        command.Add(DrillRunCommand.Create());
        command.Add(DrillMatrixCommand.Create());
        command.Add(DrillListCommand.Create());
        command.Add(DrillShowCommand.Create());
        command.Add(DrillReportCommand.Create());
        command.Add(DrillFaultCommand.Create());
        command.Add(DrillFaultsCommand.Create());
        command.Add(DrillStopCommand.Create());
        command.Add(DrillResumeCommand.Create());
        return command;
    }
}
