using System.CommandLine;
using System.Text.Json;
using Seawall.Drills.Faults;

namespace Seawall.Cli;

/// <summary><c>seawall drill resume</c>: lets go of the lever.</summary>
internal static class DrillResumeCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("resume", "Allow faults again after `seawall drill stop`")
        {
            Examples = ["seawall drill resume"],
        };
        command.Add(json);
        command.SetAction((parsed, _) =>
        {
            bool was = new FaultFiles(Place.Current.Home, TimeProvider.System).Resume();
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(new { resumed = was }, ControlApi.Json) : was ? "faults are allowed again" : "faults were not stopped");
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
