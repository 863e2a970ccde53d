using System.Globalization;
using Seawall.Kernel.Charts;
using Seawall.Kernel.Reports;
using Seawall.Lab.History;

namespace Seawall.Lab.Nightly;

/// <summary>A night's work as a page: whether the day was pulled and replayed, and what grew.</summary>
public static class NightlyPage
{
    private const int Longest = 25;

    public static ReportPage Of(NightlyReport report)
    {
        var page = new ReportPage($"The night after {report.Day}", $"begun {report.StartedAt:yyyy-MM-dd HH:mm} UTC by {report.StartedBy}, {(report.EndedAt - report.StartedAt).TotalSeconds:0} s");
        NightlyStage? failed = report.Stages.FirstOrDefault(s => s.Problem is not null);
        if (failed is not null)
            page.Verdict(Tone.Bad, $"stopped at {failed.Name}", failed.Problem!);
        else
            page.Verdict(report.Replay is { OrderViolations: 0, NewErrors: 0 } ? Tone.Good : Tone.Warn, Headline(report), Line($"{report.Pull?.Statements:N0} statements pulled, {report.Pull?.Duplicates:N0} met twice, {report.Pull?.Redacted:N0} secrets replaced"));
        page.Section("Stages").Table(["stage", "seconds", "outcome"], report.Stages.Select(s => (IReadOnlyList<string>)[s.Name, Line($"{s.Seconds:0.0}"), s.Problem ?? "done"]));
        if (report.Replay is { } now)
            page.Section("Replay").Table(["figure", "this night", "the night before"], Figures(now, report.ReplayBefore));
        AddComparison(page, "Beside the day before", report.DayBefore);
        AddComparison(page, "Beside the same day last week", report.WeekBefore);
        if (report.Pull is { } pull)
        {
            page.Section("Sources").Table(
                ["source", "file", "format", "bytes", "statements", "twice", "problem"],
                pull.Sources.SelectMany(s => s.Files.Select(f => (IReadOnlyList<string>)[s.Name, f.Name, f.SameAsBefore ? "same bytes again" : f.Format, Line($"{f.Bytes:N0}"), Line($"{f.Statements:N0}"), Line($"{f.Duplicates:N0}"), f.Problem ?? ""])
                    .Concat(s.Problem is null ? [] : [[s.Name, "", "", "", "", "", s.Problem]])));
        }
        return page;
    }

    private static string Headline(NightlyReport report) => report.Replay is { } replay
        ? Line($"replayed at {replay.InFlightMean:0.0} in flight, {replay.StatementsPerSecond:N0} statements/s, {replay.NewErrors:N0} new errors")
        : "pulled; nothing to replay";

    private static void AddComparison(ReportPage page, string title, DayComparison? comparison)
    {
        page.Section(title);
        if (comparison is null)
        {
            page.Text("That day is not kept.");
            return;
        }
        page.Text(Line($"{comparison.Other:yyyy-MM-dd}{(comparison.OtherOrigin == DayOrigin.Seeded ? ", a seeded day, no observation" : "")}: calls × {Factor(comparison.All.Calls)}, rows × {Factor(comparison.All.Rows)}, time × {Factor(comparison.All.Time)}; {comparison.New.Count} new fingerprints, {comparison.Gone.Count} gone."));
        foreach (string note in comparison.Notes)
            page.Text(note);
        page.Chart(new BarChart { Title = "Growth of calls by business", Unit = "×", Bars = [.. comparison.Businesses.Where(b => b.Calls is not null).Select(b => new ChartBar(b.Name, b.Calls!.Value))] }.ToSvg());
        page.Table(["business", "calls", "× calls", "× rows", "× time"], comparison.Businesses.Select(Row));
        page.Table(["table", "calls", "× calls", "× rows", "× time"], comparison.Tables.Take(Longest).Select(Row));
        page.Table(["new statement", "calls", "business"], comparison.New.Take(Longest).Select(f => (IReadOnlyList<string>)[f.Name, Line($"{f.Now.Calls:N0}"), f.Business]));
    }

    private static IReadOnlyList<string> Row(Growth growth) => [growth.Name, Line($"{growth.Now.Calls:N0}"), Factor(growth.Calls), Factor(growth.Rows), Factor(growth.Time)];

    private static IEnumerable<IReadOnlyList<string>> Figures(NightlyFigures now, NightlyFigures? before) =>
    [
        ["statements", Line($"{now.Statements:N0}"), Line($"{before?.Statements:N0}")],
        ["statements/s", Line($"{now.StatementsPerSecond:N0}"), Line($"{before?.StatementsPerSecond:N0}")],
        ["in flight on average", Line($"{now.InFlightMean:0.0}"), Line($"{before?.InFlightMean:0.0}")],
        ["at least 95 % of the lanes in flight", Line($"{now.Share95:0.0%}"), Line($"{before?.Share95:0.0%}")],
        ["order violations", Line($"{now.OrderViolations:N0}"), Line($"{before?.OrderViolations:N0}")],
        ["new errors", Line($"{now.NewErrors:N0}"), Line($"{before?.NewErrors:N0}")],
        ["other row counts", Line($"{now.DifferentRows:N0}"), Line($"{before?.DifferentRows:N0}")],
        ["p50 / p99, µs", Line($"{now.P50Micros:N0} / {now.P99Micros:N0}"), before is null ? "" : Line($"{before.P50Micros:N0} / {before.P99Micros:N0}")],
    ];

    private static string Factor(double? factor) => factor is { } value ? Line($"{value:0.00}") : "–";

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
