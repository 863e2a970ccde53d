using System.CommandLine;
using System.Text.Json;
using Seawall.Drills.Faults;

namespace Seawall.Cli;

/// <summary><c>seawall drill stop</c>: the lever. It is a file of the home, so it needs no control center and no watchdog.</summary>
internal static class DrillStopCommand
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _undoneWithin = TimeSpan.FromSeconds(20);

    public static Command Create()
    {
        var reason = new Option<string>("--reason") { Description = "Why; told to whoever asks for the next fault", HelpName = "WHY" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var person = new OperatorOptions();
        var command = new ExampleCommand("stop", "End every fault at once and allow none until `seawall drill resume`")
        {
            Examples = ["seawall drill stop", "seawall drill stop --reason \"buyers notice\""],
        };
        command.Add(reason);
        command.Add(json);
        person.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            TimeProvider time = TimeProvider.System;
            var files = new FaultFiles(Place.Current.Home, time);
            string[] held = [.. files.Leases().Where(files.Holds).Select(lease => lease.Id)];
            files.Stop(person.Read(parsed).Name, parsed.GetValue(reason) ?? "stopped by hand");
            long start = time.GetTimestamp();
            FaultState[] open;
            while ((open = [.. files.States().Where(state => !state.IsOver)]).Length > 0 && time.GetElapsedTime(start) < _undoneWithin)
            {
                await Task.Delay(_look, time, ct).ConfigureAwait(false);
            }
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { ended = held, notUndone = open.Select(state => state.Id) }, ControlApi.Json));
            }
            else
            {
                Console.WriteLine(held.Length == 0 ? "no fault held; none is allowed now" : $"ended: {string.Join(", ", held)}");
            }
            return open.Length == 0 ? ExitCode.Ok
                : throw new CommandException($"not undone yet: {string.Join(", ", open.Select(state => state.Id))}; `seawall up` starts a watchdog that undoes them, `seawall logs watchdog` says what is in its way");
        });
        return command;
    }
}
