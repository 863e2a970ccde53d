using System.Globalization;
using Seawall.Lab.Analysis;

namespace Seawall.Cli;

/// <summary>An analysis for people.</summary>
internal static class AnalysisTable
{
    public static void Write(AnalysisReport report)
    {
        void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        InputReport input = report.Input;
        Line($"input       {input.BytesRead:N0} bytes = {input.BytesOfStatements:N0} of statements + {input.BytesOfOthers:N0} of other records + {input.BytesSkipped:N0} skipped in {input.Breaks} breaks");
        foreach (FileReport file in input.Files)
        {
            Line($"file        {file.File}: {FormatOf(file)}, {file.Records:N0} records, {file.BytesRead:N0} bytes{SkippedOf(file)}");
        }

        Line($"statements  {report.Statements:N0}, {report.Errors:N0} failed, {report.Fingerprints:N0} fingerprints, {report.FirstStart:u} to {report.LastEnd:u}");
        Console.WriteLine();
        Statements("top statements by time", report.ByTime);
        Statements("top statements by calls", report.ByCalls);
        Statements("top statements by rows", report.ByRows);
        Names("businesses", report.Businesses);
        Names("tables", report.Tables);
        Names("roles", report.Roles);
        Slow(report.Slow);
    }

    private static string FormatOf(FileReport file) => file.Prefix is null ? file.Format : $"{file.Format} with prefix '{file.Prefix}' ({file.PrefixOrigin})";

    private static string SkippedOf(FileReport file)
    {
        (long Bytes, string Why)[] reasons =
        [
            (file.Skipped.NoRecord, "where no record begins"), (file.Skipped.Broken, "of broken records"),
            (file.Skipped.Unended, "of records cut off"), (file.Skipped.UnknownFormat, "of unknown format"),
        ];
        string list = string.Join(", ", reasons.Where(r => r.Bytes > 0).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Bytes:N0} {r.Why}")));
        return list.Length == 0 ? ", none skipped" : $", skipped {list}";
    }

    private static void Statements(string title, IReadOnlyList<StatementUsage> statements)
    {
        var table = new Plain("calls", "rows", "errors", "total", "p50", "p95", "max", "statement");
        foreach (StatementUsage s in statements)
        {
            table.Add(Plain.Number(s.Calls), Plain.Number(s.Rows), Plain.Number(s.Errors), Millis(s.TotalMicros), Millis(s.P50Micros), Millis(s.P95Micros), Millis(s.MaxMicros), s.Sql);
        }

        table.Write(title);
    }

    private static void Names(string title, IReadOnlyList<NamedUsage> names)
    {
        var table = new Plain("calls", "rows", "errors", "total", "p50", "p95", "max", "name");
        foreach (NamedUsage n in names)
        {
            table.Add(Plain.Number(n.Calls), Plain.Number(n.Rows), Plain.Number(n.Errors), Millis(n.TotalMicros), Millis(n.P50Micros), Millis(n.P95Micros), Millis(n.MaxMicros), n.Name);
        }

        table.Write(title);
    }

    private static void Slow(IReadOnlyList<SlowStatement> slow)
    {
        var table = new Plain("took", "at", "who", "statement and values");
        foreach (SlowStatement s in slow)
        {
            string values = s.Parameters.Length == 0 ? "" : $"  ({Plain.Cut(s.Parameters, 60)})";
            table.Add(Millis(s.DurationMicros), s.Start.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture), s.User, Plain.Cut(s.Sql, 90) + values);
        }

        table.Write("slowest");
    }

    private static string Millis(long micros) => string.Create(CultureInfo.InvariantCulture, $"{micros / 1000.0:N2} ms");
}
