using System.CommandLine;
using System.Text.Json;
using Seawall.Drills.Runs;

namespace Seawall.Cli;

/// <summary><c>seawall drill show</c>: what a drill believes, breaks and asks for.</summary>
internal static class DrillShowCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("drill") { Description = "The drill" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new ExampleCommand("show", "Show a drill: its hypothesis, fault, plan, probes, parts and limits")
        {
            Examples = ["seawall drill show cache-catalog", "seawall drill show flood-partner --json"],
        };
        command.Add(id);
        command.Add(json);
        command.SetAction((parsed, _) =>
        {
            Drill drill = DrillBook.Find(parsed.GetRequiredValue(id));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(drill, ReportFiles.Json));
                return Task.FromResult(ExitCode.Ok);
            }
            Console.WriteLine(drill.Hypothesis);
            Console.WriteLine($"fault   {drill.Fault.Kind} {string.Join(", ", drill.Fault.Targets)}");
            Console.WriteLine($"plan    {drill.Plan ?? "none"}");
            Console.WriteLine($"probes  {string.Join(", ", drill.Probes.Select(probe => $"{probe.Name} {probe.Path}"))}");
            Console.WriteLine($"parts   before {drill.Phases.Before} s, fault {drill.Phases.Fault} s, plan {drill.Phases.Plan} s, after {drill.Phases.After} s, {drill.Shoppers} shoppers");
            Console.WriteLine($"limits  {drill.Limits.ErrorRatio * 100} % errors under the plan, steady again within {drill.Limits.RecoverSeconds} s");
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
