using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall instance move</c>: serves a process on another port without a failed request. Moving it to its former port is the way back.</summary>
internal static class InstanceMoveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("instance") { Description = "As `seawall instance list` names it, such as catalog" };
        var port = new Option<int>("--port") { Description = "Where it is to listen", HelpName = "PORT", Required = true };
        var options = new InstanceOptions();
        var command = new ExampleCommand("move", "Serve a process on another port: the new one first, then the callers, then the old one's end")
        {
            Examples = ["seawall instance move catalog --port 8282 --reason \"8082 is needed\"", "seawall instance move catalog-2 --port 8082 --reason \"back again\""],
        };
        command.Add(name);
        command.Add(port);
        options.AddTo(command);
        command.SetAction((parsed, ct) => options.RunAsync(parsed, (desk, rollout, reason) =>
            rollout.MoveAsync(InstanceOptions.Find(desk, parsed.GetRequiredValue(name)), parsed.GetValue(port), reason, ct)));
        return command;
    }
}
