using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall door remove</c>: takes a waiting room away, so that everybody goes straight in.</summary>
internal static class DoorRemoveCommand
{
    public static Command Create()
    {
        var room = DoorTurn.Room();
        var change = new ChangeOptions();
        var command = new ExampleCommand("remove", "Take a room away: its queue ends and everybody goes straight in")
        {
            Examples = ["seawall door remove rush --reason \"the rush is over\" --yes", "seawall door remove rush --dry-run"],
        };
        command.Add(room);
        change.AddTo(command);
        command.SetAction((parsed, ct) => DoorTurn.PublishAsync(change, parsed, parsed.GetValue(room)!, null, ct));
        return command;
    }
}
