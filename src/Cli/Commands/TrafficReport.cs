using System.Globalization;
using System.Text.Json;
using Seawall.Kernel;
using Seawall.Mall.Traffic;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;

namespace Seawall.Cli;

/// <summary>A traffic run as people read it.</summary>
internal static class TrafficReport
{
    public static void Write(TextWriter output, TrafficOptions options, TrafficFigures figures, IReadOnlyList<BooksFinding> findings)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

        Line($"{options.Shoppers} shoppers for {DurationText.Format(figures.Elapsed)}, seed {options.Seed}");
        Line($"requests {figures.Requests} ({figures.Requests / Math.Max(1, (long)figures.Elapsed.TotalSeconds)}/s), errors {figures.Errors}");
        Line($"orders   {figures.Orders} acknowledged, {figures.Paid} paid, {figures.Refused} refused with a reason");
        Line($"reports  {figures.Reports}, {figures.ReportErrors} failed");
        output.WriteLine();
        Line($"{"page",-12}{"requests",10}{"errors",8}{"p50 ms",10}{"p99 ms",10}");
        foreach (PageFigures page in figures.Pages)
        {
            Line($"{page.Page,-12}{page.Requests,10}{page.Errors,8}{Milliseconds(page.P50Micros),10}{Milliseconds(page.P99Micros),10}");
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
                Checks = findings,
            },
            JsonSerializerOptions.Web));

    private static string Milliseconds(long micros) => string.Create(CultureInfo.InvariantCulture, $"{micros / 1000}.{micros % 1000 / 100}");
}
