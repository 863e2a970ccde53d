using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall instance remove</c>: stops an instance after every caller has left it.</summary>
internal static class InstanceRemoveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("instance") { Description = "As `seawall instance list` names it, such as catalog-2" };
        var options = new InstanceOptions();
        var command = new ExampleCommand("remove", "Stop an instance after every caller has left it") { Examples = ["seawall instance remove catalog-2 --reason \"the sale is over\""] };
        command.Add(name);
        options.AddTo(command);
        command.SetAction((parsed, ct) => options.RunAsync(parsed, (desk, rollout, reason) =>
            rollout.RemoveAsync(InstanceOptions.Find(desk, parsed.GetRequiredValue(name)), reason, ct)));
        return command;
    }
}
