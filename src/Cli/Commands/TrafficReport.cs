using System.Globalization;
using System.Text.Json;
using Seawall.Kernel;
using Seawall.Mall.Traffic;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Sale;

namespace Seawall.Cli;

/// <summary>A traffic run as people read it, and as JSON: times of an outage as offsets in seconds when planned, as UTC times when they were.</summary>
internal static class TrafficReport
{
    public static void Write(TextWriter output, TrafficOptions options, TrafficFigures figures, IReadOnlyList<BooksFinding> findings)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture).TrimEnd());

        Line($"{options.Shoppers} shoppers for {DurationText.Format(figures.Elapsed)}, seed {options.Seed}");
        Line($"requests {figures.Requests} ({figures.Requests / Math.Max(1, (long)figures.Elapsed.TotalSeconds)}/s), errors {figures.Errors}");
        Line($"orders   {figures.Orders} acknowledged, {figures.Paid} paid, {figures.Refused} refused with a reason");
        if (options.Mark is { } mark)
        {
            Line($"mark     {mark.Split('.')[0]}; {figures.Unwritten} writes refused, as they must be");
        }
        Line($"reports  {figures.Reports}, {figures.ReportErrors} failed");
        if (figures.Missing.Count > 0)
        {
            Line($"missing  {string.Join(", ", figures.Missing.Select(missing => missing.Address))}");
        }
        output.WriteLine();
        Line($"{"page",-12}{"requests",10}{"errors",8}{"p50 ms",10}{"p99 ms",10}");
        foreach (PageFigures page in figures.Pages)
        {
            Line($"{page.Page,-12}{page.Requests,10}{page.Errors,8}{Milliseconds(page.P50Micros),10}{Milliseconds(page.P99Micros),10}");
        }
        output.WriteLine();
        Line($"{"business",-12}{"requests",10}{"errors",8}{"p50 ms",10}{"p99 ms",10}{"error %",10}");
        foreach (BusinessFigures business in figures.Businesses)
        {
            Line($"{Row(business)}");
        }
        if (figures.Outage is { } outage)
        {
            output.WriteLine();
            Write(output, outage);
        }
        if (figures.Curve is { } curve)
        {
            output.WriteLine();
            Write(output, curve);
        }
        if (findings.Count > 0)
        {
            output.WriteLine();
        }
        foreach (BooksFinding finding in findings)
        {
            Line($"{(finding.Kept ? "ok    " : "WRONG ")} {finding.Check}{(finding.Kept ? "" : ": " + string.Join(", ", finding.Wrong.Take(10)))}");
        }
    }

    public static void WriteJson(TextWriter output, TrafficOptions options, TrafficFigures figures, IReadOnlyList<BooksFinding> findings) =>
        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                options.Shoppers,
                options.Seed,
                ElapsedSeconds = Math.Round(figures.Elapsed.TotalSeconds, 1),
                figures.Requests,
                figures.Errors,
                figures.Orders,
                figures.Paid,
                figures.Refused,
                figures.Reports,
                figures.ReportErrors,
                figures.Pages,
                figures.Businesses,
                figures.Missing,
                Outage = figures.Outage is { } outage ? Json(outage) : null,
                Curve = figures.Curve is { } curve ? Json(curve) : null,
                Checks = findings,
            },
            JsonSerializerOptions.Web));

    private static void Write(TextWriter output, OutageFigures outage)
    {
        string back = (outage.KilledAt, outage.BackAt) switch
        {
            ({ } killed, { } up) => $"back after {DurationText.Format(up - killed)}",
            (null, _) => "the run ended before it",
            _ => "not seen back",
        };
        string recovered = outage.RecoveredAfter is { } time ? $"errors under 0.1 % again {DurationText.Format(time)} later" : "errors not seen under 0.1 % again";
        output.WriteLine($"outage of {string.Join(", ", outage.Names)} at {DurationText.Format(outage.From)}: {back}, {recovered}");
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{"phase",-9}{"business",-12}{"requests",10}{"errors",8}{"p50 ms",10}{"p99 ms",10}{"error %",10}"));
        foreach (PhaseFigures phase in outage.Phases)
        {
            foreach (BusinessFigures business in phase.Businesses.Append(phase.All))
            {
                output.WriteLine($"{Word(phase.Phase),-9}{Row(business)}");
            }
        }
    }

    private static void Write(TextWriter output, CurveFigures curve)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"curve '{curve.Name}' from {CurveOptions.Text(curve.From)} to {CurveOptions.Text(curve.To)} of zero hour, {curve.Speed:0.##} × as fast, up to {curve.MostShoppers} shoppers"));
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{"phase",-9}{"business",-12}{"requests",10}{"errors",8}{"p50 ms",10}{"p99 ms",10}{"error %",10}{"per s",10}"));
        foreach (StageFigures stage in curve.Stages)
        {
            foreach (BusinessFigures business in stage.Businesses.Append(stage.All))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Word(stage.Stage),-9}{Row(business)}{PerSecond(stage, business),10:0.0}"));
            }
        }
    }

    private static object Json(CurveFigures curve) => new
    {
        curve.Name,
        From = curve.From.TotalSeconds,
        To = curve.To.TotalSeconds,
        curve.Speed,
        curve.MostShoppers,
        Phases = curve.Stages.Select(stage => new { Phase = Word(stage.Stage), stage.Seconds, PerSecond = Math.Round(PerSecond(stage, stage.All), 1), stage.All, stage.Businesses }),
    };

    private static double PerSecond(StageFigures stage, BusinessFigures business) => stage.Seconds <= 0 ? 0 : business.Requests / stage.Seconds;

    private static string Word(SaleStage stage) => stage == SaleStage.PreHeat ? "pre-heat" : stage.ToString().ToLowerInvariant();

    private static object Json(OutageFigures outage) => new
    {
        outage.Names,
        From = outage.From.TotalSeconds,
        To = outage.To.TotalSeconds,
        outage.KilledAt,
        outage.BackAt,
        RecoveredAfterMs = (long?)outage.RecoveredAfter?.TotalMilliseconds,
        Phases = outage.Phases.Select(phase => new { Phase = Word(phase.Phase), phase.All, phase.Businesses }),
    };

    private static string Row(BusinessFigures row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Business,-12}{row.Requests,10}{row.Errors,8}{Milliseconds(row.P50Micros),10}{Milliseconds(row.P99Micros),10}{row.ErrorRatio * 100,10:0.00}");

    private static string Word(Phase phase) => phase.ToString().ToLowerInvariant();

    private static string Milliseconds(long micros) => string.Create(CultureInfo.InvariantCulture, $"{micros / 1000}.{micros % 1000 / 100}");
}
