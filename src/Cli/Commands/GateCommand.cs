using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall gate</c>: one gate in the foreground before any PostgreSQL, without a topology; the same as <c>seawall run gate</c> with its options.</summary>
internal static class GateCommand
{
    public static Command Create()
    {
        var arguments = new GateArguments();
        var command = new ExampleCommand("gate", "Run one gate before a PostgreSQL of yours, in the foreground")
        {
            Examples =
            [
                "seawall gate --upstream 127.0.0.1:5432",
                "seawall gate --config gate.json",
                "seawall gate --config gate.json --check",
                "seawall gate --upstream shop=127.0.0.1:5432 --capture --listen 127.0.0.1:7000",
            ],
        };
        arguments.AddTo(command);
        command.Add(GateDrillCommand.Create());
        command.SetAction((parsed, ct) => arguments.AreGiven(parsed)
            ? arguments.Gate(parsed).RunAsync(ct)
            : throw new CommandException("the gate stands before nothing; name --upstream HOST:PORT or --config gate.json", ExitCode.Usage));
        return command;
    }
}
