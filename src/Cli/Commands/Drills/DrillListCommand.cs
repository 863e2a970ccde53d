using System.CommandLine;
using System.Text.Json;
using Seawall.Drills.Runs;

namespace Seawall.Cli;

/// <summary><c>seawall drill list</c>: every drill, its plan and how it went last.</summary>
internal static class DrillListCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("list", "List the drills of deploy/drills and how each went last")
        {
            Examples = ["seawall drill list", "seawall drill list --json"],
        };
        command.Add(json);
        command.SetAction((parsed, _) => Task.FromResult(Show(parsed.GetValue(json))));
        return command;
    }

    private static int Show(bool json)
    {
        var reports = new ReportFiles(Place.Current.Home);
        (Drill Drill, DrillReport? Last)[] all = [.. DrillBook.All().Select(drill => (drill, reports.Find(drill.Id)))];
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    drills = all.Length,
                    passed = all.Count(one => one.Last is { Passed: true }),
                    list = all.Select(one => new { one.Drill.Id, one.Drill.Hypothesis, fault = one.Drill.Fault.Kind, one.Drill.Fault.Targets, one.Drill.Plan, at = one.Last?.At, build = one.Last?.Build, passed = one.Last?.Passed }),
                },
                ControlApi.Json));
            return ExitCode.Ok;
        }
        foreach ((Drill drill, DrillReport? last) in all)
        {
            Console.WriteLine($"{drill.Id,-20} {drill.Fault.Kind,-9} {string.Join(",", drill.Fault.Targets),-28} {drill.Plan ?? "-",-26} {(last is null ? "never run" : $"{last.At:yyyy-MM-dd HH:mm} {(last.Passed ? "passed" : "did not pass")}")}");
        }
        return ExitCode.Ok;
    }
}
