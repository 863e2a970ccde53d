using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall instance</c>: further instances of the site's processes, and their ports, while it is up.</summary>
internal static class InstanceCommand
{
    public static Command Create() => new ExampleCommand("instance", "Add, remove and move instances of the site's processes while it is up")
    {
        Examples =
        [
            "seawall instance list",
            "seawall instance add catalog --reason \"eight times the load from 20:00\"",
            "seawall instance move catalog --port 8282 --reason \"8082 is needed\"",
            "seawall instance remove catalog-2 --reason \"the sale is over\"",
        ],
        Subcommands = { InstanceListCommand.Create(), InstanceAddCommand.Create(), InstanceRemoveCommand.Create(), InstanceMoveCommand.Create() },
    };
}
