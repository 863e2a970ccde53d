using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall gate drill</c>: what the gates of the running site promise, tried.</summary>
internal static class GateDrillCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("drill", "Try on the running site what its gates promise, and put all back")
        {
            Examples = ["seawall gate drill connections --yes", "seawall gate drill slow --yes"],
        };
        command.Add(ConnectionsDrillCommand.Create());
        command.Add(SlowDrillCommand.Create());
        return command;
    }
}
