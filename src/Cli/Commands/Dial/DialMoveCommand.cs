using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall dial up</c>, <c>down</c> and <c>to</c>: up in one act however far, down a level at a time; <c>--all</c> waits and looks between two of them.</summary>
internal static class DialMoveCommand
{
    public static Command Up()
    {
        var options = new DialMoveOptions();
        var command = new ExampleCommand("up", "Shed one level more") { Examples = ["seawall dial up --reason \"queues grow\" --yes", "seawall dial up --dry-run"] };
        options.AddTo(command);
        command.SetAction((parsed, ct) => options.RunAsync(parsed, level => level + 1, walk: false, ct));
        return command;
    }

    public static Command Down()
    {
        var all = new Option<bool>("--all") { Description = "Down to L0, a level at a time, waiting and looking at the site's figures between two" };
        var options = new DialMoveOptions();
        var command = new ExampleCommand("down", "Give one level back")
        {
            Examples = ["seawall dial down --reason \"calm again\" --yes", "seawall dial down --all --reason \"the peak is over\" --pause 60s --yes"],
        };
        command.Add(all);
        options.AddTo(command);
        command.SetAction((parsed, ct) => options.RunAsync(parsed, level => parsed.GetValue(all) ? 0 : Math.Max(0, level - 1), walk: true, ct));
        return command;
    }

    public static Command To()
    {
        var level = new Argument<int>("level") { Description = "0 to the ladder's last" };
        var options = new DialMoveOptions();
        var command = new ExampleCommand("to", "Move to a level: up at once, down a level at a time")
        {
            Examples = ["seawall dial to 3 --reason \"the database is busy\" --yes", "seawall dial to 5 --dry-run", "seawall dial to 0 --reason \"the peak is over\" --yes"],
        };
        command.Add(level);
        options.AddTo(command);
        command.SetAction((parsed, ct) => options.RunAsync(parsed, _ => parsed.GetValue(level), walk: true, ct));
        return command;
    }
}
