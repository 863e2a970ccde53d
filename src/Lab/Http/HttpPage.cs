using Seawall.Kernel;
using Seawall.Kernel.Charts;
using Seawall.Kernel.Reports;

namespace Seawall.Lab.Http;

/// <summary>An HTTP load report as a page: the answer, the figures by interface, the run over time or the steps of the ramp.</summary>
public static class HttpPage
{
    public static ReportPage Of(HttpReport report)
    {
        var page = new ReportPage(
            report.Mode == HttpMode.Ramp ? "What the interfaces carry" : "How the interfaces answered",
            HttpLab.Text($"{report.Name} · {string.Join(", ", report.Targets)} · {report.At:yyyy-MM-dd HH:mm} UTC · {report.Connections} connections · {report.Arrivals}"));
        Answer(page, report);
        if (report.Mode == HttpMode.Ramp)
        {
            Capacities(page, report);
            Steps(page, report);
        }
        else
        {
            Run(page, report);
        }

        foreach (string note in report.Notes)
        {
            page.Text(note);
        }

        return page;
    }

    private static void Answer(ReportPage page, HttpReport report)
    {
        string cut = report.Interrupted ? " · stopped before its end" : "";
        if (report.Mode == HttpMode.Ramp)
        {
            if (report.Knee is { } knee)
            {
                page.Verdict(Tone.Good, $"{Rate(knee.PerSecond)} requests a second", HttpLab.Text($"{(report.Mix is null ? "the interface" : "the mix of all interfaces")} within p99 {report.SloMillis:0} ms and 1 % errors · {knee.Reason}{cut}"));
            }
            else
            {
                page.Verdict(Tone.Warn, "No rate was found that passes", $"the limits are p99 {HttpLab.Text($"{report.SloMillis:0}")} ms and 1 % errors{cut}");
            }

            return;
        }

        HttpStep step = report.Steps[0];
        long requests = report.Interfaces.Sum(one => one.Requests);
        Tone tone = !step.Valid ? Tone.Warn : step.Errors > RampRules.MostErrors * Math.Max(1, requests) ? Tone.Bad : Tone.Good;
        page.Verdict(
            tone, HttpLab.Text($"{step.PerSecond:0.#} requests a second · p99 {Millis(step.CorrectedP99Micros)}"),
            HttpLab.Text($"p99 from the send {Millis(step.P99Micros)} · {step.Errors} errors of {requests}{(step.Valid ? "" : " · the figures do not count: " + step.Why)}{cut}"));
    }

    private static void Run(ReportPage page, HttpReport report)
    {
        page.Section("Interfaces").Table(
            ["interface", "requests", "a second", "errors", "dropped", "p50", "p99", "p99.9", "max", "p99 from the send"],
            report.Interfaces.Select(one => (IReadOnlyList<string>)
            [
                Named(one), Number(one.Requests), HttpLab.Text($"{one.PerSecond:0.#}"), Number(one.Errors), Number(one.Dropped), Millis(one.Corrected.P50), Millis(one.Corrected.P99),
                Millis(one.Corrected.P999), Millis(one.Corrected.Max), Millis(one.Uncorrected.P99),
            ]));
        if (report.Timeline.Count > 1)
        {
            page.Section("Over time")
                .Chart(new LineChart
                {
                    Title = "Requests a second",
                    XLabel = "second",
                    Series = [Line("meant to start", report, m => m.OfferedPerSecond), Line("answered, by intended start", report, m => m.AnsweredPerSecond), Line("errors", report, m => m.Errors)],
                }.ToSvg())
                .Chart(new LineChart
                {
                    Title = "Time from the intended start, ms",
                    XLabel = "second",
                    Series = [Line("p50", report, m => m.CorrectedP50Micros / 1000.0), Line("p99", report, m => m.CorrectedP99Micros / 1000.0), Line("longest", report, m => m.CorrectedMaxMicros / 1000.0)],
                }.ToSvg());
        }

        page.Section("Statuses").Table(
            ["interface", "status", "answers"],
            report.Interfaces.SelectMany(one => one.Statuses.Select(status => (IReadOnlyList<string>)[Named(one), HttpLab.Text($"{status.Status}"), Number(status.Count)])));
    }

    private static void Capacities(ReportPage page, HttpReport report)
    {
        IReadOnlyList<HttpInterfaceReport> all = report.Mix is { } mix ? [.. report.Interfaces, mix] : report.Interfaces;
        page.Section("By interface")
            .Chart(new BarChart
            {
                Title = "Requests a second within the limits",
                Bars = [.. all.Select(one => new ChartBar(one.Name, one.CapacityPerSecond?.Value ?? 0) { Low = one.CapacityPerSecond?.Low, High = one.CapacityPerSecond?.High })],
            }.ToSvg())
            .Table(
                ["interface", "carries a second", "p99 there", "server CPU a request", "limited by"],
                all.Select(one => (IReadOnlyList<string>)
                [
                    Named(one), one.CapacityPerSecond is { } capacity ? Rate(capacity) : "–", Millis(one.Corrected.P99),
                    one.ServerCpuMicros is { } cpu ? HttpLab.Text($"{cpu:0} µs") : "–", one.Limit?.Resource ?? "–",
                ]))
            .Section("What gave way")
            .Table(["interface", "evidence"], all.Select(one => (IReadOnlyList<string>)[one.Name, one.Limit?.Evidence ?? "–"]));
    }

    private static void Steps(ReportPage page, HttpReport report)
    {
        page.Section("Steps");
        foreach (IGrouping<string, HttpStep> steps in report.Steps.GroupBy(step => step.Interface))
        {
            // A rate that was tried again counts by its better try.
            HttpStep[] open = [.. steps.Where(step => step.OfferedPerSecond is not null).GroupBy(step => step.OfferedPerSecond!.Value).Select(tries => tries.MinBy(step => step.CorrectedP99Micros)!).OrderBy(step => step.OfferedPerSecond)];
            if (open.Length > 1)
            {
                page.Chart(new LineChart
                {
                    Title = $"{steps.Key}: p99 by the rate offered, ms",
                    XLabel = "requests a second offered",
                    LogY = true,
                    Series =
                    [
                        new ChartSeries("from the intended start", [.. open.Select(step => new ChartPoint(step.OfferedPerSecond!.Value, step.CorrectedP99Micros / 1000.0))]),
                        new ChartSeries("from the send", [.. open.Select(step => new ChartPoint(step.OfferedPerSecond!.Value, step.P99Micros / 1000.0))]) { Dashed = true },
                    ],
                    Markers = RampRules.FirstFailed([.. steps]) is { } failed ? [new ChartMarker(failed.OfferedPerSecond!.Value, "first that failed")] : [],
                }.ToSvg());
            }

            Law(page, report, steps);
        }

        page.Table(
            ["step", "offered", "answered", "under way", "p50", "p99", "p99 corrected", "errors", "server cores", "generator", "verdict"],
            report.Steps.Select(step => (IReadOnlyList<string>)
            [
                step.Interface, step.OfferedPerSecond is { } rate ? HttpLab.Text($"{rate:0}") : "–", HttpLab.Text($"{step.PerSecond:0}"), HttpLab.Text($"{step.Concurrency:0.#}"),
                Millis(step.P50Micros), Millis(step.P99Micros), Millis(step.CorrectedP99Micros), Number(step.Errors),
                step.ServerCores is { } cores ? HttpLab.Text($"{cores:0.00}") : "–", HttpLab.Text($"{step.GeneratorCpu:0%}"), step.Why ?? (step.OfferedPerSecond is null ? "valid" : "passed"),
            ]));
    }

    private static void Law(ReportPage page, HttpReport report, IGrouping<string, HttpStep> steps)
    {
        Capacity.UslFit? fit = (steps.Key == report.Mix?.Name ? report.Mix : report.Interfaces.FirstOrDefault(one => one.Name == steps.Key))?.Usl;
        if (fit is null)
        {
            return;
        }

        page.Chart(new LineChart
        {
            Title = $"{steps.Key}: requests a second by how many are under way",
            XLabel = "requests under way",
            Series =
            [
                new ChartSeries("fitted", [.. fit.Curve.Select(at => new ChartPoint(at.Concurrency, at.PerSecond.Value))]),
                new ChartSeries("measured", [.. steps.Where(step => step.OfferedPerSecond is null).Select(step => new ChartPoint(step.Concurrency, step.PerSecond))]) { Dots = true },
            ],
            Bands = [new ChartBand("fitted", [.. fit.Curve.Select(at => at.Concurrency)], [.. fit.Curve.Select(at => at.PerSecond.Low)], [.. fit.Curve.Select(at => at.PerSecond.High)])],
        }.ToSvg());
    }

    private static ChartSeries Line(string name, HttpReport report, Func<HttpMoment, double> value) =>
        new(name, [.. report.Timeline.Select(moment => new ChartPoint(moment.Second, value(moment)))]);

    private static string Named(HttpInterfaceReport one) => one.Method == "*" ? one.Name : $"{one.Name} ({one.Method} {one.Path.Split('?')[0]})";

    private static string Rate(Interval rate) => rate.Low == rate.High ? HttpLab.Text($"at least {rate.Value:N0}") : HttpLab.Text($"{rate.Value:N0} ({rate.Low:N0} to {rate.High:N0})");

    private static string Millis(long micros) => micros >= 100_000 ? HttpLab.Text($"{micros / 1000.0:0} ms") : HttpLab.Text($"{micros / 1000.0:0.00} ms");

    private static string Number(long number) => HttpLab.Text($"{number:N0}");
}
