using System.CommandLine;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary><c>seawall down</c>: stops everything of this home, also what a killed watchdog left running.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("down", "Stop everything that this site started") { Examples = ["seawall down"] };
        command.SetAction((_, ct) => RunAsync(ct));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken ct)
    {
        Place place = Place.Current;
        int before = Count(place);
        await HomeProcesses.EndAllAsync(place.Home, spareWatchdog: false, ct).ConfigureAwait(false);
        int left = Count(place);
        if (left > 0)
        {
            throw new CommandException($"{left} processes could not be stopped; `seawall status` names them");
        }
        StateFile.MarkDown(place.Home);
        await Console.Error.WriteLineAsync(before == 0 ? "nothing was running" : "down").ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static int Count(Place place) => HomeProcesses.FindAll(place.Home).Count;
}
