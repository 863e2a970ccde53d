using System.Globalization;
using Seawall.Kernel.Charts;
using Seawall.Kernel.Reports;
using Seawall.Lab.Comparing;

namespace Seawall.Lab.Replay;

/// <summary>A replay's report as one page.</summary>
public static class ReplayPage
{
    private const int MostRows = 40;
    private const int MostBars = 12;
    private const int LongestSql = 140;

    public static ReportPage Of(ReplayReport report)
    {
        var page = new ReportPage("Replay", Text($"{report.Lanes} lanes, {report.Mode}, order {report.Order}, on {report.Target}"));
        Verdict(page, report);
        page.Section("The run").Table(["", "", ""], Run(report));
        Charts(page, report);
        if (report.Compared is { } compared)
        {
            Compared(page, compared);
        }

        page.Section("Statements").Text("By total time at the replay; latencies in milliseconds.");
        if (report.Digests.Any(d => d.CapturedMicros is { P50: > 0 }))
        {
            page.Chart(Latencies(report));
        }

        page.Table(["calls", "captured p50", "captured p95", "replayed p50", "replayed p95", "replayed p99", "errors", "rows differ", "statement"], report.Digests.Take(MostRows).Select(Digest));
        page.Section("Errors the log did not have").Table(["times", "error", "message", "statement"], report.ErrorSamples.Select(e => (IReadOnlyList<string>)[Text($"{e.Count:N0}"), e.SqlState, e.Message, Cut(e.Sql)]));
        if (report.LeftOut.Count > 0)
        {
            page.Section("Left out").Table(["statements", "reason", "most of them"], report.LeftOut.Select(l => (IReadOnlyList<string>)[Text($"{l.Statements:N0}"), l.Reason, Cut(l.Sql)]));
        }

        if (report.Notes.Count > 0)
        {
            page.Section("Notes");
            foreach (string note in report.Notes)
            {
                page.Text(note);
            }
        }

        return page;
    }

    private static void Verdict(ReportPage page, ReplayReport report)
    {
        long errors = report.Errors.New + report.Errors.Other;
        string rate = Text($"{report.StatementsPerSecond:N0} statements a second, {report.InFlight.Mean:0.0} of {report.Lanes} in flight, {report.Statements:N0} statements in {report.Seconds:0.0} s");
        (Tone tone, string big) = report switch
        {
            { Interrupted: true } => (Tone.Warn, "Stopped before its end"),
            { OrderViolations: > 0 } => (Tone.Bad, Text($"{report.OrderViolations} order violations")),
            { Compared: { IsClean: false } c } => (Tone.Bad, Text($"{c.QueryData + c.Dml + c.Errors:N0} statements came out differently")),
            { Compared: not null } => (Tone.Good, "The same as the recorded run"),
            _ when errors > 0 => (Tone.Warn, Text($"{errors:N0} errors the log did not have")),
            _ => (Tone.Good, "Replayed as captured"),
        };
        page.Verdict(tone, big, rate);
    }

    private static IEnumerable<IReadOnlyList<string>> Run(ReplayReport report)
    {
        yield return ["in flight", Text($"{report.InFlight.Mean:0.0} of {report.Lanes}"), Text($"at least 95 % of the lanes {report.InFlight.Share95:0.0%} of the time")];
        yield return ["order", Text($"{report.OrderViolations} violations"), Text($"reordered {report.ReorderSeconds.Mean:0.000} s on average, {report.ReorderSeconds.Max:0.000} s at most")];
        yield return ["mix", Text($"{report.DigestMixDifference:0.00%}"), "difference from the log's"];
        yield return ["errors", Text($"{report.Errors.Same:N0} same, {report.Errors.New:N0} new"), Text($"{report.Errors.Gone:N0} gone, {report.Errors.Other:N0} other, {report.Errors.AfterError:N0} after another, {report.NotRun:N0} not run")];
        yield return ["rows", Text($"{report.Rows.Same:N0} same"), Text($"{report.Rows.Different:N0} different, {report.Rows.Unknown:N0} unknown to the log")];
        yield return ["latency", Text($"{Millis(report.LatencyMicros.P50)} ms p50"), Text($"{Millis(report.LatencyMicros.P95)} p95, {Millis(report.LatencyMicros.P99)} p99, {Millis(report.LatencyMicros.Max)} max")];
        yield return ["cost", Text($"{report.CpuMicrosPerStatement:0.0} µs"), "of processor a statement at the sender"];
    }

    private static void Charts(ReportPage page, ReplayReport report)
    {
        if (report.Timeline.Count < 2)
        {
            return;
        }

        LineChart Line(string title, string unit, Func<SliceReport, double> value) => new()
        {
            Title = title,
            XLabel = "seconds",
            YLabel = unit,
            Series = [new ChartSeries(title, [.. report.Timeline.Select(s => new ChartPoint(s.Seconds, value(s)))])],
        };
        page.Chart(Line("Statements a second", "statements/s", s => s.StatementsPerSecond).ToSvg());
        page.Chart(Line("Statements in flight", "statements", s => s.InFlight).ToSvg());
        if (report.Timeline.Any(s => s.NewErrors > 0))
        {
            page.Chart(Line("New errors", "errors", s => s.NewErrors).ToSvg());
        }
    }

    private static string Latencies(ReplayReport report) => new BarChart
    {
        Title = "Replayed p50 ÷ captured p50",
        Unit = "×",
        Bars =
        [
            .. report.Digests.Where(d => d.CapturedMicros is { P50: > 0 }).Take(MostBars)
                .Select(d => new ChartBar(d.Sql, (double)d.ReplayedMicros.P50 / d.CapturedMicros!.P50) { Note = Text($"{Millis(d.CapturedMicros.P50)} → {Millis(d.ReplayedMicros.P50)} ms") }),
        ],
    }.ToSvg();

    private static void Compared(ReportPage page, ComparedReport compared)
    {
        page.Section("Beside the recorded run");
        page.Text(Text($"{compared.File}: {compared.RecordedServer}, recorded {compared.RecordedAt:yyyy-MM-dd HH:mm} UTC{(compared.RecordingIsComplete ? "" : ", stopped before its end")}; this run {compared.Server}."));
        page.Chart(new BarChart
        {
            Title = "Divergences",
            Bars =
            [
                new("query data", compared.QueryData),
                new("query data of tables written by the run", compared.QueryDataOfWritten),
                new("query data at a LIMIT among equals", compared.QueryDataAtLimit),
                new("rows changed", compared.Dml),
                new("errors", compared.Errors),
                new("errors of concurrency", compared.ErrorsOfConcurrency),
            ],
        }.ToSvg());
        page.Table(
            ["", "statements"],
            [
                ["same", Text($"{compared.Same:N0}")],
                .. compared.Excluded.Select(e => (IReadOnlyList<string>)[$"left to chance: {e.Reason}", Text($"{e.Statements:N0}")]),
                ["after an error", Text($"{compared.AfterError:N0}")],
                ["in one of the runs only", Text($"{compared.OnlyInOne:N0}")],
            ]);
        if (compared.Digests.Count == 0)
        {
            return;
        }

        page.Table(
            ["calls", "data", "of written", "at LIMIT", "rows changed", "errors", "statement"],
            compared.Digests.Take(MostRows).Select(d => (IReadOnlyList<string>)[Text($"{d.Statements:N0}"), Text($"{d.QueryData:N0}"), Text($"{d.QueryDataOfWritten:N0}"), Text($"{d.QueryDataAtLimit:N0}"), Text($"{d.Dml:N0}"), Text($"{d.Errors + d.ErrorsOfConcurrency:N0}"), Cut(d.Sql)]));
        page.Table(
            ["kind", "recorded", "this run", "first statement"],
            compared.Digests.Take(MostRows).SelectMany(d => d.Samples).Select(s => (IReadOnlyList<string>)[s.Kind, Came(s.RecordedError, s.RecordedRows), Came(s.Error, s.Rows), Cut(s.Sql)]));
    }

    private static IReadOnlyList<string> Digest(DigestReport digest) =>
    [
        Text($"{digest.Statements:N0}"),
        digest.CapturedMicros is { } captured ? Millis(captured.P50) : "?",
        digest.CapturedMicros is { } again ? Millis(again.P95) : "?",
        Millis(digest.ReplayedMicros.P50),
        Millis(digest.ReplayedMicros.P95),
        Millis(digest.ReplayedMicros.P99),
        Text($"{digest.NewErrors + digest.GoneErrors:N0}"),
        Text($"{digest.DifferentRows:N0}"),
        Cut(digest.Sql),
    ];

    private static string Came(string? error, long? rows) => error ?? (rows is null ? "ok" : Text($"{rows:N0} rows"));

    private static string Cut(string sql) => sql.Length <= LongestSql ? sql : sql[..LongestSql] + "…";

    private static string Millis(long micros) => Text($"{micros / 1000.0:0.00}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
