using System.Globalization;
using Seawall.Drills.Runs;

namespace Seawall.Cli;

/// <summary>A drill's report as people read it.</summary>
internal static class DrillText
{
    public static void Write(TextWriter output, DrillReport report)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture).TrimEnd());

        Line($"{report.Id} {report.Number} on {report.Site}, build {report.Build}, by {report.Actor}: {report.Reason}");
        Line($"hypothesis  {report.Hypothesis}");
        Line($"fault       {report.Fault}");
        Line($"plan        {report.Plan ?? "none"}");
        Line($"detect      {Ms(report.DetectMs)}{(report.DetectedBy is { } by ? $"  ({by})" : "")}");
        Line($"degrade     {Ms(report.DegradeMs)}");
        Line($"recover     {Ms(report.RecoverMs)}");
        if (report.FloodRefused is { } refused)
        {
            Line($"flood       {refused * 100:0} % refused under the plan");
        }
        if (report.Flood is { } flood)
        {
            Line($"offered     {flood.OfferedPerSecond:0}/s, served {flood.ServedPerSecond:0}/s, refused {flood.RefusedPerSecond:0}/s");
        }
        output.WriteLine();
        Line($"{"part",-9}{"business",-12}{"requests",10}{"errors",8}{"p50 ms",10}{"p99 ms",10}{"error %",10}");
        foreach (DrillPhaseFigures part in report.Phases)
        {
            string name = part.Phase.ToString().ToLowerInvariant();
            foreach (DrillBusinessFigures one in part.Businesses)
            {
                Line($"{name,-9}{one.Business,-12}{one.Requests,10}{one.Errors,8}{one.P50Micros / 1000.0,10:0.0}{one.P99Micros / 1000.0,10:0.0}{one.ErrorRatio * 100,10:0.00}");
            }
            Line($"{name,-9}{"all",-12}{part.Requests,10}{part.Errors,8}{part.P50Micros / 1000.0,10:0.0}{part.P99Micros / 1000.0,10:0.0}{part.ErrorRatio * 100,10:0.00}");
        }
        output.WriteLine();
        output.WriteLine(report.Passed ? "passed" : report.Interrupted ? "interrupted" : "did not pass:");
        foreach (string why in report.Why)
        {
            output.WriteLine($"  {why}");
        }
    }

    /// <summary>Two runs of one drill, part by part and business by business.</summary>
    public static void WriteBeside(TextWriter output, DrillReport report, DrillReport other)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture).TrimEnd());

        Line($"{report.Id}: {report.Site} {report.Number} ({Outcome(report)}) beside {other.Site} {other.Number} ({Outcome(other)})");
        Line($"hypothesis  {report.Hypothesis}");
        output.WriteLine();
        Line($"{"",-21}{report.Site,10}{"",20}{other.Site,10}");
        Line($"{"part",-9}{"business",-12}{"error %",10}{"p50 ms",10}{"p99 ms",10}{"error %",10}{"p50 ms",10}{"p99 ms",10}");
        foreach (DrillPhaseFigures part in report.Phases)
        {
            foreach (DrillBusinessFigures one in part.Businesses)
            {
                DrillBusinessFigures? its = other.Of(part.Phase)?.Businesses.FirstOrDefault(business => business.Business == one.Business);
                Line($"{part.Phase.ToString().ToLowerInvariant(),-9}{one.Business,-12}{Figures(one)}{(its is null ? "" : Figures(its))}");
            }
        }
        foreach (DrillReport run in (DrillReport[])[report, other])
        {
            foreach (string why in run.Why)
            {
                Line($"{run.Site}: {why}");
            }
            if (run.Flood is { } flood)
            {
                Line($"{run.Site}: the flood offered {flood.OfferedPerSecond:0}/s, {flood.ServedPerSecond:0}/s served, {flood.RefusedPerSecond:0}/s refused");
            }
        }
    }

    private static string Outcome(DrillReport report) => report.Passed ? "passed" : report.Interrupted ? "interrupted" : "did not pass";

    private static string Figures(DrillBusinessFigures one) =>
        string.Create(CultureInfo.InvariantCulture, $"{one.ErrorRatio * 100,10:0.00}{one.P50Micros / 1000.0,10:0.0}{one.P99Micros / 1000.0,10:0.0}");

    public static string Ms(long? ms) => ms is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known / 1000.0:0.00} s") : "-";
}
