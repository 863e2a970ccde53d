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
        var beside = new Option<string>("--beside") { Description = "The newest run on this site too, its figures beside: before, the September site", HelpName = "SITE" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("report", "Show what the newest run of a drill showed; exit code 3 when it did not pass")
        {
            Examples = ["seawall drill report cache-catalog", "seawall drill report cache-catalog --json", "seawall drill report noisy-groupbuy --beside before"],
        };
        command.Add(id);
        command.Add(number);
        command.Add(beside);
        command.Add(json);
        command.SetAction((parsed, _) =>
        {
            string drill = parsed.GetRequiredValue(id);
            var reports = new ReportFiles(Place.Current.Home);
            DrillReport report = reports.Find(drill, parsed.GetValue(number))
                ?? throw new CommandException($"there is no report of '{drill}'{(parsed.GetValue(number) is { } asked ? $" with the number {asked}" : "")}; `seawall drill run {drill} --reason WHY` makes one");
            if (parsed.GetValue(beside) is { } site)
            {
                return Task.FromResult(Beside(report, reports.FindOn(drill, site), site, parsed.GetValue(json)));
            }
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

    private static int Beside(DrillReport report, DrillReport? other, string site, bool json)
    {
        if (other is null)
        {
            throw new CommandException($"there is no report of '{report.Id}' on the site {site}; `seawall drill run {report.Id} --topology deploy/{site}.json --reason WHY` makes one while that site runs");
        }
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { report, beside = other }, ReportFiles.Json));
        }
        else
        {
            DrillText.WriteBeside(Console.Out, report, other);
        }
        return report.Passed ? ExitCode.Ok : ExitCode.ThresholdMissed;
    }
}
