using Seawall.Kernel;
using Seawall.Lab.Capacity;
using Seawall.Lab.Http;

namespace Seawall.Lab.Tests.Http;

public sealed class HttpPageTests
{
    private static readonly HttpTimes _times = new() { Mean = 1234.5, P50 = 1000, P90 = 2000, P99 = 3210, P999 = 4000, Max = 150_000 };

    [Fact]
    public void A_run_says_its_rate_and_both_times_and_draws_its_course()
    {
        string html = HttpPage.Of(Report(HttpMode.Open) with
        {
            Timeline = [.. Enumerable.Range(0, 3).Select(second => new HttpMoment { Second = second, OfferedPerSecond = 100, AnsweredPerSecond = 99, Errors = 0, CorrectedP50Micros = 900, CorrectedP99Micros = 3000, CorrectedMaxMicros = 4000 })],
        }).ToHtml();
        Assert.Contains("<div class=\"verdict good\"><b>99.5 requests a second · p99 3.21 ms</b><span>p99 from the send 1.50 ms · 0 errors of 1000</span></div>", html, StringComparison.Ordinal);
        Assert.Contains("price a cart (POST /promotions/price)", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<svg").Length - 1);
    }

    [Fact]
    public void Figures_that_do_not_count_are_told_first()
    {
        HttpReport report = Report(HttpMode.Open);
        string html = HttpPage.Of(report with { Interrupted = true, Steps = [report.Steps[0] with { Valid = false, Why = "the generator used 96% of its core" }] }).ToHtml();
        Assert.Contains("<div class=\"verdict warn\">", html, StringComparison.Ordinal);
        Assert.Contains("the figures do not count: the generator used 96% of its core · stopped before its end", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ramp_says_what_is_carried_and_what_gave_way()
    {
        HttpReport report = Report(HttpMode.Ramp);
        HttpInterfaceReport one = report.Interfaces[0] with
        {
            CapacityPerSecond = new Interval(950, 975, 1000),
            ServerCpuMicros = 812,
            Limit = new LimitReport { Resource = "cpu", Evidence = "this machine's processors were 97% busy", Share = 0.97 },
        };
        string html = HttpPage.Of(report with
        {
            Interfaces = [one],
            Steps = [report.Steps[0], report.Steps[0] with { OfferedPerSecond = 1000, Passed = false, Why = "p99 250 ms is over 200 ms" }],
            Knee = new KneeReport { Concurrency = 3, PerSecond = new Interval(950, 975, 1000), Reason = "at 1000 a second: p99 250 ms is over 200 ms" },
            Limit = one.Limit,
            SloMillis = 200,
        }).ToHtml();
        Assert.Contains("<b>975 (950 to 1,000) requests a second</b>", html, StringComparison.Ordinal);
        Assert.Contains("the interface within p99 200 ms and 1 % errors · at 1000 a second: p99 250 ms is over 200 ms", html, StringComparison.Ordinal);
        Assert.Contains("812 µs", html, StringComparison.Ordinal);
        Assert.Contains("first that failed", html, StringComparison.Ordinal);
    }

    private static HttpReport Report(HttpMode mode) => new()
    {
        At = new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero),
        Name = "promotions",
        Targets = ["127.0.0.1:8084"],
        Mode = mode,
        Arrivals = "100 a second, evenly",
        Connections = 64,
        Seconds = 10,
        Interrupted = false,
        Interfaces =
        [
            new HttpInterfaceReport
            {
                Name = "price a cart",
                Method = "POST",
                Path = "/promotions/price",
                Business = "promotions",
                Share = 1,
                Requests = 1000,
                PerSecond = 99.5,
                Errors = 0,
                TimedOut = 0,
                Broken = 0,
                Dropped = 0,
                Corrected = _times,
                Uncorrected = _times with { P99 = 1500 },
                Statuses = [new HttpStatusCount { Status = 200, Count = 1000 }],
            },
        ],
        Steps =
        [
            new HttpStep
            {
                Interface = "price a cart",
                Concurrency = 1.2,
                OfferedPerSecond = 100,
                PerSecond = 99.5,
                Seconds = 10,
                MeanMicros = 1234.5,
                P50Micros = 1000,
                P99Micros = 1500,
                CorrectedP99Micros = 3210,
                Errors = 0,
                Dropped = 0,
                LittleError = 0.001,
                GeneratorCpu = 0.12,
                LatenessP99Micros = 80,
                Valid = true,
                Passed = true,
            },
        ],
        Timeline = [],
        Notes = [],
    };
}
