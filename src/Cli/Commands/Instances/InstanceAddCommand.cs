using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall instance add</c>: starts further instances of a process, and lets callers know them once they are healthy.</summary>
internal static class InstanceAddCommand
{
    private const int Most = 8;

    public static Command Create()
    {
        var service = new Argument<string>("service") { Description = "The process of the topology, such as catalog" };
        var count = new Option<int>("--count") { Description = $"How many, 1 to {Most}", HelpName = "N", DefaultValueFactory = _ => 1 };
        var port = new Option<int?>("--port") { Description = "Where it listens; unset, a free port near the first one's", HelpName = "PORT" };
        var options = new InstanceOptions();
        var command = new ExampleCommand("add", "Start further instances of a process; callers use them once they are healthy")
        {
            Examples = ["seawall instance add catalog --reason \"eight times the load from 20:00\"", "seawall instance add reviews --count 2 --reason \"the sale\" --json"],
        };
        command.Add(service);
        command.Add(count);
        command.Add(port);
        options.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            int wanted = parsed.GetValue(count);
            if (wanted is < 1 or > Most || (wanted > 1 && parsed.GetValue(port) is not null))
            {
                throw new CommandException($"--count is 1 to {Most}, and 1 with --port", ExitCode.Usage);
            }
            return options.RunAsync(parsed, async (_, rollout, reason) =>
            {
                for (int i = 0; i < wanted; i++)
                {
                    await rollout.AddAsync(parsed.GetRequiredValue(service), parsed.GetValue(port), reason, ct).ConfigureAwait(false);
                }
            });
        });
        return command;
    }
}
