using System.CommandLine;
using System.Text.Json;
using Seawall.Drills.Runs;

namespace Seawall.Cli;

/// <summary><c>seawall drill report</c>: what the newest run of a drill showed, or an older one's. Exit code 3 when it did not pass.</summary>
internal static class DrillReportCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("drill") { Description = "The drill" };
        var number = new Option<string>("--number") { Description = "An older run, such as 20261123-121530; unset, the newest", HelpName = "NUMBER" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("report", "Show what the newest run of a drill showed; exit code 3 when it did not pass")
        {
            Examples = ["seawall drill report cache-catalog", "seawall drill report cache-catalog --json"],
        };
        command.Add(id);
        command.Add(number);
        command.Add(json);
        command.SetAction((parsed, _) =>
        {
            string drill = parsed.GetRequiredValue(id);
            DrillReport report = new ReportFiles(Place.Current.Home).Find(drill, parsed.GetValue(number))
                ?? throw new CommandException($"there is no report of '{drill}'{(parsed.GetValue(number) is { } asked ? $" with the number {asked}" : "")}; `seawall drill run {drill} --reason WHY` makes one");
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(report, ReportFiles.Json));
            }
            else
            {
                DrillText.Write(Console.Out, report);
            }
            return Task.FromResult(report.Passed ? ExitCode.Ok : ExitCode.ThresholdMissed);
        });
        return command;
    }
}
