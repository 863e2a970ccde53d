using System.Globalization;
using Seawall.Kernel.Charts;
using Seawall.Kernel.Reports;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Analysis;

/// <summary>An analysis as one page: what was read, what used the database, by whom, on which tables, and what was slow.</summary>
public static class AnalysisPage
{
    private const int LongestSql = 600;
    private const int Bars = 12;

    public static ReportPage Of(AnalysisReport report)
    {
        string period = report.FirstStart is { } first && report.LastEnd is { } last ? Text($"{first:yyyy-MM-dd HH:mm:ss} to {last:yyyy-MM-dd HH:mm:ss} UTC") : "no statements";
        var page = new ReportPage("Analysis of a log", Text($"{period} · {Plural(report.Input.Files.Count, "file")} · {Megabytes(report.Input.BytesRead)}"));
        Verdict(page, report);
        Statements(page, "Statements by time", report.ByTime);
        Latency(page, report.ByTime);
        Names(page, "Businesses", "business", report.Businesses, chart: true);
        Names(page, "Tables", "table", report.Tables, chart: true);
        Names(page, "Roles", "role", report.Roles, chart: false);
        Slow(page, report.Slow);
        Statements(page, "Statements by calls", report.ByCalls);
        Statements(page, "Statements by rows", report.ByRows);
        Input(page, report);
        return page;
    }

    private static void Verdict(ReportPage page, AnalysisReport report)
    {
        long busy = report.Businesses.Sum(b => b.TotalMicros);
        string small = Text($"{report.Errors:N0} failed · {report.Fingerprints:N0} different ones");
        if (busy > 0)
        {
            small += $" · {Seconds(busy)} in the database";
        }

        if (report.ByTime is [var most, ..] && busy > 0)
        {
            small += Text($" · {(double)most.TotalMicros / busy:P0} of it in one: {Cut(most.Sql, 120)}");
        }

        page.Verdict(Tone.Plain, Text($"{report.Statements:N0} statements"), small);
        foreach (FileReport file in report.Input.Files.Where(f => f.Problem is not null))
        {
            page.Verdict(Tone.Bad, $"{file.File} is not read", file.Problem!);
        }

        if (report.Interrupted)
        {
            page.Verdict(Tone.Warn, "Stopped before the end", "The figures are those of what was read.");
        }
        else if (report.Input.BytesSkipped > 0)
        {
            page.Verdict(Tone.Warn, $"{Megabytes(report.Input.BytesSkipped)} skipped", $"Reading lost its place {Plural(report.Input.Breaks, "time")}; what was skipped and why stands at the end.");
        }
    }

    private static void Statements(ReportPage page, string heading, IReadOnlyList<StatementUsage> statements)
    {
        page.Section(heading);
        if (statements.Count == 0)
        {
            page.Text("The log tells none.");
            return;
        }

        List<Column> columns = Columns(statements);
        page.Table(
            ["statement", .. columns.Select(c => c.Name)],
            statements.Select(s => (IReadOnlyList<string>)[Cut(s.Sql, LongestSql), .. columns.Select(c => c.Value(s))]));
    }

    private static void Latency(ReportPage page, IReadOnlyList<StatementUsage> statements)
    {
        if (statements.Count == 0)
        {
            return;
        }

        page.Chart(new BarChart
        {
            Title = "How long one call takes: p95, and from p50 to p99",
            Unit = "ms",
            Bars = [.. statements.Take(Bars).Select(s => new ChartBar(s.Sql, s.P95Micros / 1000.0) { Low = s.P50Micros / 1000.0, High = s.P99Micros / 1000.0 })],
        }.ToSvg());
    }

    private static void Names(ReportPage page, string heading, string column, IReadOnlyList<NamedUsage> names, bool chart)
    {
        page.Section(heading);
        bool timed = names.Any(n => n.TotalMicros > 0);
        if (chart && names.Count > 1)
        {
            page.Chart(new BarChart
            {
                Title = timed ? "Time in the database" : "Calls",
                Unit = timed ? "s" : "",
                Bars = [.. names.OrderByDescending(n => timed ? n.TotalMicros : n.Calls).Take(Bars).Select(n => new ChartBar(n.Name, timed ? n.TotalMicros / 1e6 : n.Calls))],
            }.ToSvg());
        }

        List<Column> columns = Columns(names);
        page.Table([column, .. columns.Select(c => c.Name)], names.Select(n => (IReadOnlyList<string>)[n.Name, .. columns.Select(c => c.Value(n))]));
    }

    private static void Slow(ReportPage page, IReadOnlyList<SlowStatement> slow)
    {
        page.Section("Slowest");
        if (slow.Count == 0)
        {
            page.Text("The log tells no times.");
            return;
        }

        bool hosts = slow.Any(s => s.Host.Length > 0);
        bool values = slow.Any(s => s.Parameters.Length > 0);
        page.Table(
            ["took", "at", "who", .. Only(hosts, "from"), "statement", .. Only(values, "values")],
            slow.Select(s => (IReadOnlyList<string>)
            [
                Millis(s.DurationMicros), s.Start.UtcDateTime.ToString("MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), s.User + (s.Failed ? " (failed)" : ""),
                .. Only(hosts, s.Host), Cut(s.Sql, LongestSql), .. Only(values, Cut(s.Parameters, LongestSql)),
            ]));
    }

    private static void Input(ReportPage page, AnalysisReport report)
    {
        InputReport input = report.Input;
        page.Section("What was read")
            .Text(Text($"{input.BytesRead:N0} bytes = {input.BytesOfStatements:N0} of statements + {input.BytesOfOthers:N0} of other records + {input.BytesSkipped:N0} skipped."))
            .Table(
                ["file", "format", "prefix", "records", "statements", "bytes", "skipped"],
                input.Files.Select(f => (IReadOnlyList<string>)[f.File, f.Format, f.Prefix is null ? "–" : $"{f.Prefix} ({f.PrefixOrigin})", Number(f.Records), Number(f.Events), Number(f.BytesRead), Skipped(f.Skipped)]));
        foreach (FileReport file in input.Files.Where(f => f.UnknownZone is not null))
        {
            page.Text($"{file.File}: the log does not tell the offset of the zone {file.UnknownZone}; its times are taken as UTC.");
        }
    }

    private static string Skipped(SkippedBytes skipped)
    {
        (long Bytes, string Why)[] reasons = [(skipped.NoRecord, "where no record begins"), (skipped.Broken, "of broken records"), (skipped.Unended, "of records cut off"), (skipped.UnknownFormat, "of unknown format")];
        string list = string.Join(", ", reasons.Where(r => r.Bytes > 0).Select(r => Text($"{r.Bytes:N0} {r.Why}")));
        return list.Length == 0 ? "0" : list;
    }

    /// <summary>What no line has a figure for has no column.</summary>
    private static List<Column> Columns(IReadOnlyList<UsageReport> usages)
    {
        List<Column> columns = [new("calls", u => Number(u.Calls))];
        void Add(bool told, string name, Func<UsageReport, string> value)
        {
            if (told)
            {
                columns.Add(new Column(name, value));
            }
        }

        bool timed = usages.Any(u => u.TotalMicros > 0);
        Add(usages.Any(u => u.Errors > 0), "errors", u => Number(u.Errors));
        Add(usages.Any(u => u.Rows > 0), "rows", u => Number(u.Rows));
        Add(usages.Any(u => u.RowsExamined is not null), "examined", u => u.RowsExamined is { } rows ? Number(rows) : "–");
        Add(timed, "total", u => Seconds(u.TotalMicros));
        Add(usages.Any(u => u.LockMicros > 0), "locks", u => u.LockMicros is { } locks ? Seconds(locks) : "–");
        Add(timed, "p50", u => Millis(u.P50Micros));
        Add(timed, "p95", u => Millis(u.P95Micros));
        Add(timed, "p99", u => Millis(u.P99Micros));
        Add(timed, "max", u => Millis(u.MaxMicros));
        return columns;
    }

    private sealed record Column(string Name, Func<UsageReport, string> Value);

    private static string[] Only(bool wanted, string text) => wanted ? [text] : [];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Number(long number) => Text($"{number:N0}");

    private static string Plural(long count, string what) => Text($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static string Millis(long micros) => Text($"{micros / 1000.0:N2} ms");

    private static string Seconds(long micros) => Text($"{micros / 1e6:N2} s");

    private static string Megabytes(long bytes) => bytes < 1000 ? Text($"{bytes} bytes") : bytes < 1_000_000 ? Text($"{bytes / 1e3:N1} kB") : Text($"{bytes / 1e6:N1} MB");

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
