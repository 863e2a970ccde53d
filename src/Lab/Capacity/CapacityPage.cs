using System.Globalization;
using Seawall.Kernel.Charts;
using Seawall.Kernel.Reports;

namespace Seawall.Lab.Capacity;

/// <summary>The capacity report as a page: the answer, how throughput and latency went with the lanes, and who asked for what.</summary>
public static class CapacityPage
{
    private const int Statements = 15;

    public static ReportPage Of(CapacityReport report)
    {
        var page = new ReportPage("Capacity", Say($"{report.Database} on {report.Target}, {report.At:yyyy-MM-dd HH:mm} UTC{(report.Interrupted ? ", stopped before its last step" : "")}"));
        Tone tone = report.Knee.PerSecond.Value <= 0 || report.Limit.Resource == "generator" ? Tone.Bad : report.Interrupted ? Tone.Warn : Tone.Plain;
        page.Verdict(tone, CapacityAnswer.Of(report), Say($"{report.Knee.PerSecond.Value:N0} statements a second at {report.Knee.Concurrency:0.#} in flight; the log's busiest second began {report.LoggedPeakPerSecond:N0}."));
        page.Section("What gives way first").Text($"{Capital(CapacityAnswer.Name(report.Limit.Resource))}: {report.Limit.Evidence}.");
        if (report.Limit.Sql is { } sql)
        {
            page.Code(sql);
        }

        page.Text($"The knee, {report.Knee.Concurrency.ToString("0.#", CultureInfo.InvariantCulture)} in flight: {report.Knee.Reason}.");
        Throughput(page, report);
        Latency(page, report);
        Resources(page, report);
        Demand(page, report);
        Steps(page, report);
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

    private static void Throughput(ReportPage page, CapacityReport report)
    {
        CapacityStep[] closed = [.. report.Steps.Where(s => s.OfferedPerSecond is null)];
        if (closed.Length == 0)
        {
            return;
        }

        var series = new List<ChartSeries> { new("measured", Points(closed.Where(s => s.Valid), s => s.PerSecond)) { Dots = true } };
        if (closed.Any(s => !s.Valid))
        {
            series.Add(new ChartSeries("not valid", Points(closed.Where(s => !s.Valid), s => s.PerSecond)) { Dots = true });
        }

        var bands = new List<ChartBand>();
        if (report.Usl is { } usl)
        {
            series.Add(new ChartSeries("Universal Scalability Law", [.. usl.Curve.Where(p => p.Concurrency <= usl.MeasuredTo).Select(p => new ChartPoint(p.Concurrency, p.PerSecond.Value))]));
            series.Add(new ChartSeries("past what was measured", [.. usl.Curve.Where(p => p.Concurrency >= usl.MeasuredTo).Select(p => new ChartPoint(p.Concurrency, p.PerSecond.Value))]) { Dashed = true });
            bands.Add(new ChartBand("95 % of its fits", [.. usl.Curve.Select(p => p.Concurrency)], [.. usl.Curve.Select(p => p.PerSecond.Low)], [.. usl.Curve.Select(p => p.PerSecond.High)]));
        }

        page.Section("Throughput").Chart(new LineChart
        {
            Title = "Statements a second by statements in flight",
            XLabel = "statements in flight",
            YLabel = "statements a second",
            LogX = true,
            Series = series,
            Bands = bands,
            Markers = [new ChartMarker(report.Knee.Concurrency, "knee")],
        }.ToSvg());
        if (report.Usl is { } fit)
        {
            page.Text(Say($"λ = {fit.Lambda.Value:N1} [{fit.Lambda.Low:N1}, {fit.Lambda.High:N1}], σ = {fit.Sigma.Value:0.#####} [{fit.Sigma.Low:0.#####}, {fit.Sigma.High:0.#####}], κ = {fit.Kappa.Value:0.#######} [{fit.Kappa.Low:0.#######}, {fit.Kappa.High:0.#######}], R² = {fit.RSquared:0.000}. {(fit.PeakIsBeyond ? "It still rises at" : "It is highest at")} {fit.PeakConcurrency:0}; nothing is said past {fit.TrustedTo:0}."));
        }
    }

    private static void Latency(ReportPage page, CapacityReport report)
    {
        CapacityStep[] closed = [.. report.Steps.Where(s => s.OfferedPerSecond is null)];
        CapacityStep[] open = [.. report.Steps.Where(s => s.OfferedPerSecond is not null).OrderBy(s => s.OfferedPerSecond)];
        page.Section("Latency");
        if (closed.Length > 0)
        {
            page.Chart(new LineChart
            {
                Title = "Latency by statements in flight",
                XLabel = "statements in flight",
                YLabel = "milliseconds",
                LogX = true,
                LogY = true,
                Series = [new("p50", Points(closed, s => s.P50Micros / 1000.0)), new("p95", Points(closed, s => s.P95Micros / 1000.0)), new("p99", Points(closed, s => s.P99Micros / 1000.0))],
            }.ToSvg());
        }

        if (open.Length > 0)
        {
            page.Chart(new LineChart
            {
                Title = "p99 by the rate offered: from the intended start, and from sending",
                XLabel = "statements a second offered",
                YLabel = "milliseconds",
                LogY = true,
                Series =
                [
                    new("from the intended start", [.. open.Select(s => new ChartPoint(s.OfferedPerSecond!.Value, s.CorrectedP99Micros / 1000.0))]),
                    new("from sending", [.. open.Select(s => new ChartPoint(s.OfferedPerSecond!.Value, s.P99Micros / 1000.0))]) { Dashed = true },
                ],
            }.ToSvg());
        }
    }

    private static void Resources(ReportPage page, CapacityReport report)
    {
        CapacityStep[] closed = [.. report.Steps.Where(s => s.OfferedPerSecond is null)];
        if (closed.Length == 0)
        {
            return;
        }

        var use = new List<ChartSeries> { new("generator, of its core", Points(closed, s => 100 * s.GeneratorCpu)) };
        Add("server, of its processors", s => 100 * s.ServerCores / s.ServerCoresAllowed);
        Add("this machine", s => 100 * s.MachineCpu);
        Add("busiest disk", s => 100 * s.DiskBusy);
        page.Section("Resources").Chart(new LineChart { Title = "Use of resources", XLabel = "statements in flight", YLabel = "%", LogX = true, Series = use }.ToSvg());
        CapacityStep[] looked = [.. closed.Where(s => s.Time is not null)];
        if (looked.Length > 0)
        {
            page.Chart(new LineChart
            {
                Title = "Where statements in flight spend their time",
                XLabel = "statements in flight",
                YLabel = "% of their time",
                LogX = true,
                Series =
                [
                    new("processor, running or ready", Points(looked, s => 100 * s.Time!.Cpu)),
                    new("input and output", Points(looked, s => 100 * s.Time!.Io)),
                    new("locks", Points(looked, s => 100 * s.Time!.Locks)),
                    new("waits inside the server", Points(looked, s => 100 * s.Time!.Internal)),
                    new("outside the server", Points(looked, s => 100 * s.Time!.Outside)),
                ],
            }.ToSvg());
        }

        void Add(string name, Func<CapacityStep, double?> of)
        {
            if (closed.Any(s => of(s) is not null))
            {
                use.Add(new ChartSeries(name, Points(closed.Where(s => of(s) is not null), s => of(s)!.Value)));
            }
        }
    }

    private static void Demand(ReportPage page, CapacityReport report)
    {
        DigestDemand[] most = [.. report.Demands.Take(Statements)];
        if (most.Length == 0)
        {
            return;
        }

        page.Section("Who asks for it").Chart(new BarChart
        {
            Title = $"Share of {CapacityAnswer.Resource(report.Limit.Resource)} by statement",
            Unit = "%",
            Bars = [.. most.Select(d => new ChartBar(Cut(d.Sql, 28), Math.Round(100 * d.ShareOfLimit, 1)) { Note = Say($"{d.PerSecondAtKnee:N0}/s") })],
        }.ToSvg());
        page.Table(
            ["share", "a second", "mean µs", "processor µs", "disk µs", "lock µs", "statement"],
            most.Select(d => (IReadOnlyList<string>)[Say($"{d.ShareOfLimit:0.0%}"), Say($"{d.PerSecondAtKnee:N0}"), Say($"{d.MeanMicros:N0}"), Say($"{d.CpuMicros:N0}"), Say($"{d.IoMicros:N0}"), Say($"{d.LockMicros:N0}"), Cut(d.Sql, 200)]));
    }

    private static void Steps(ReportPage page, CapacityReport report) => page.Section("Steps").Table(
        ["in flight", "offered/s", "answered/s", "p50 ms", "p95 ms", "p99 ms", "p99 corrected", "errors", "dropped", "Little", "generator", "counts"],
        report.Steps.Select(s => (IReadOnlyList<string>)
        [
            Say($"{s.Concurrency:0.#}"), s.OfferedPerSecond is { } offered ? Say($"{offered:N0}") : "–", Say($"{s.PerSecond:N0}"), Millis(s.P50Micros), Millis(s.P95Micros), Millis(s.P99Micros),
            s.OfferedPerSecond is null ? "–" : Millis(s.CorrectedP99Micros), Say($"{s.Errors}"), Say($"{s.Dropped}"), Say($"{s.LittleError:0.0%}"), Say($"{s.GeneratorCpu:0%}"), s.Valid ? "yes" : $"no: {s.Why}",
        ]));

    private static List<ChartPoint> Points(IEnumerable<CapacityStep> steps, Func<CapacityStep, double> of) => [.. steps.Select(s => new ChartPoint(s.Concurrency, of(s)))];

    private static string Millis(long micros) => Say($"{micros / 1000.0:0.00}");

    private static string Cut(string text, int length)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= length ? line : line[..(length - 1)] + "…";
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
