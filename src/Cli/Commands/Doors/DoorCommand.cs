using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall door</c>: the waiting rooms at the front door.</summary>
internal static class DoorCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("door", "Keep excess buyers in a fair waiting room at the front door")
        {
            Examples =
            [
                "seawall door list",
                "seawall door open rush --path /items/42 --places 1000 --inside 200 --per-second 50 --reason \"the rush of 20:00\"",
                "seawall door soldout rush --reason \"nothing is left\" --yes",
            ],
        };
        command.Add(DoorListCommand.Create());
        command.Add(DoorShowCommand.Create());
        command.Add(DoorOpenCommand.Create());
        command.Add(DoorTurn.Create("close", "Let nobody in; buyers gather and keep their order", "the shop is not ready", room => room["open"] = false));
        command.Add(DoorTurn.Create("soldout", "Empty the room: everybody who waits is told that nothing is left", "nothing is left", room => room["soldOut"] = true));
        command.Add(DoorRemoveCommand.Create());
        command.Add(DoorCheckCommand.Create());
        return command;
    }
}
