using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Seawall.Cli;
using Seawall.Topology;

using var interrupted = new CancellationTokenSource();

// The first signal asks for an orderly end; a second one is left to the system, which ends the process at once.
void Interrupt(PosixSignalContext context)
{
    context.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}

using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

ParseResult parsed = CommandTree.Create().Parse(args);
try
{
    // Signals are handled above, so that every command ends in the same way.
    var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    if (parsed.Errors.Count == 0 || parsed.Action is not ParseErrorAction misuse)
    {
        return await parsed.InvokeAsync(configuration, interrupted.Token);
    }
    // A group of commands named alone gets its help; a mistake gets its reason and where to read on.
    misuse.ShowHelp = parsed.UnmatchedTokens.Count == 0 && parsed.CommandResult.Command.Subcommands.Count > 0;
    await parsed.InvokeAsync(configuration, interrupted.Token);
    if (!misuse.ShowHelp)
    {
        await Console.Error.WriteLineAsync($"See: {CommandTree.NameOf(parsed.CommandResult)} --help");
    }
    return ExitCode.Usage;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return ExitCode.Interrupted;
}
catch (CommandException e)
{
    await Console.Error.WriteLineAsync($"seawall: {e.Message}");
    return e.Code;
}
catch (TopologyException e)
{
    await Console.Error.WriteLineAsync($"seawall: {e.Message}");
    return ExitCode.Usage;
}
catch (Exception e)
{
    await Console.Error.WriteLineAsync($"seawall: {(Environment.GetEnvironmentVariable("SEAWALL_TRACE") is null ? e.Message : e.ToString())}");
    return ExitCode.Failed;
}
