using System.CommandLine;
using System.Diagnostics;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary><c>seawall up</c>: starts the watchdog, which starts everything, and waits until all of it is healthy.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var detach = new Option<bool>("--detach", "-d") { Description = "Return once everything is healthy, and leave it running" };
        Option<FileInfo> topology = Place.TopologyOption();
        Option<int> scale = Place.ScaleOption();
        var command = new ExampleCommand("up", "Start the site and keep it running; Ctrl-C stops all of it")
        {
            Examples =
            [
                "seawall up                                   stay here and show what happens",
                "seawall up --detach                          return when everything is healthy",
                "seawall up --topology my.json --scale 5      another layout, more data",
                "seawall up --break-glass --by ann --second bob --reason \"mends the cart\"",
            ],
        };
        var glass = new UpBreakGlassOptions();
        glass.AddTo(command);
        command.Add(detach);
        command.Add(topology);
        command.Add(scale);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(detach), parsed.GetValue(topology)?.FullName, parsed.GetValue(scale), glass.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(bool detach, string? file, int scale, UpBreakGlass? glass, CancellationToken ct)
    {
        Place place = Place.Current;
        SiteState state = StateFile.Read(place.Home);
        SiteTopology topology = place.TopologyToStart(file);
        var gate = new BuildGate(place, topology, SelfProgram.Build(), TimeProvider.System);
        gate.Require(glass);
        if (state.IsWatched)
        {
            return await AlreadyUpAsync(place.Home, state, topology, ct).ConfigureAwait(false);
        }
        Preflight.Require(topology, place.Home);
        place.Home.Create();
        SiteView view = new(place.Home);
        try
        {
            ProcessIdentity watchdog = Start(topology, place.Home, scale);
            await view.WaitUpAsync(watchdog, ct).ConfigureAwait(false);
            gate.Remember();
            PrintAddresses(place.Home, topology);
            if (detach)
            {
                return ExitCode.Ok;
            }
            await Console.Error.WriteLineAsync("Ctrl-C stops everything.").ConfigureAwait(false);
            await view.FollowAsync(watchdog, ct).ConfigureAwait(false);
            throw new CommandException("the watchdog ended; `seawall status` shows what still runs, `seawall up` takes it over");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("stopping everything…").ConfigureAwait(false);
            await HomeProcesses.EndAllAsync(place.Home, spareWatchdog: false, CancellationToken.None).ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
    }

    private static async Task<int> AlreadyUpAsync(SeawallHome home, SiteState state, SiteTopology wanted, CancellationToken ct)
    {
        if (state.Topology != wanted.Path)
        {
            throw new CommandException($"the site is already up with {state.Topology}; `seawall down` stops it");
        }
        if (state.Phase != SitePhase.Up)
        {
            await new SiteView(home).WaitUpAsync(state.Watchdog, ct).ConfigureAwait(false);
        }
        await Console.Error.WriteLineAsync("already up").ConfigureAwait(false);
        PrintAddresses(home, wanted);
        return ExitCode.Ok;
    }

    private static ProcessIdentity Start(SiteTopology topology, SeawallHome home, int scale)
    {
        DetachedCommand command = SelfProgram.Command.Run(
            SiteTopology.WatchdogName, home, "--topology", topology.Path,
            "--scale", scale.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using Process process = command.Start();
        return ProcessIdentity.Of(process.Id) ?? throw new CommandException($"the watchdog ended at once; see {command.LogPath}");
    }

    private static void PrintAddresses(SeawallHome home, SiteTopology topology)
    {
        foreach ((string name, string address) in topology.Addresses())
        {
            Console.WriteLine($"{name,-12} {address}");
        }
        if (!ConsoleLink.IsLogged && ConsoleLink.Create(topology, home, OperatorOptions.LocalPerson()) is { } link)
        {
            Console.WriteLine($"{"sign in",-12} {link}");
        }
    }
}
