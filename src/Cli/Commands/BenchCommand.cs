using System.CommandLine;
using System.Diagnostics;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall bench</c>: Seawall beside the tools people use today, measured by turns in one run by a program of its own that the launcher builds.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "Which bench; unset, the list of them", Arity = ArgumentArity.ZeroOrOne };
        var quick = new Option<bool>("--quick") { Description = "Short slices: at most 55 s" };
        var json = new Option<bool>("--json") { Description = "Print what bench/results/NAME.json keeps" };
        var command = new ExampleCommand("bench", "Measure Seawall beside its peers in the same run: cost, rate, ratio")
        {
            Examples =
            [
                "seawall bench                      the benches there are",
                "seawall bench gate --quick         at most 55 s",
                "seawall bench analyze --json       the figures as they are kept in bench/results",
            ],
        };
        command.Add(name);
        command.Add(quick);
        command.Add(json);
        command.SetAction((parsed, ct) => RunAsync(
            [
                .. parsed.GetValue(name) is { } chosen ? new[] { chosen } : [],
                .. parsed.GetValue(quick) ? new[] { "--quick" } : [],
                .. parsed.GetValue(json) ? new[] { "--json" } : [],
            ],
            ct));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        string root = Place.Current.Root;
        string program = Path.Combine(root, "artifacts", "bin", "Peers", "release", "Seawall.Peers");
        if (!File.Exists(program))
        {
            throw new CommandException("the benches are built by the launcher of a checkout: ./seawall bench");
        }
        var start = new ProcessStartInfo(program, arguments)
        {
            Environment = { [Place.RootVariable] = root, ["SEAWALL_PROGRAM"] = SelfProgram.Command.Arguments.Count == 0 ? SelfProgram.Command.File : "" },
        };
        using Process bench = Process.Start(start) ?? throw new CommandException($"{program} could not be started");
        // The bench ends what it started; a signal to this process alone must reach it too.
        using CancellationTokenRegistration forward = ct.Register(() => ProcessIdentity.Of(bench.Id)?.Signal(ProcessSignal.Terminate));
        await bench.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return bench.ExitCode;
    }
}
