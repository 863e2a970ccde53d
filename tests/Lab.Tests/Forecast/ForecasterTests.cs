using Seawall.Kernel;
using Seawall.Kernel.Curves;
using Seawall.Lab.Capacity;
using Seawall.Lab.Forecast;
using Seawall.Lab.History;

namespace Seawall.Lab.Tests;

public sealed class ForecasterTests(ForecasterTests.Days days) : IClassFixture<ForecasterTests.Days>
{
    private static readonly DateOnly Sale = new(2026, 11, 25);
    private static readonly SaleCurve Wall = new("wall", [new(TimeSpan.FromHours(-1), 1), new(TimeSpan.Zero, 2), new(TimeSpan.Zero, 5), new(TimeSpan.FromMinutes(30), 1)]);

    [Fact]
    public void The_wall_brings_its_multiple_of_an_ordinary_busy_second_in_the_second_it_stands_in()
    {
        ForecastReport report = Make(new ForecastOptions { Day = Sale, Curve = Wall });
        BusinessDemand catalog = report.Businesses.Single(b => b.Business == "catalog");
        Assert.Equal((0, 0), (report.All.PeakAt, catalog.PeakAt));
        int zero = report.Moments.ToList().IndexOf(0);
        Assert.InRange(catalog.Demand.Value[zero] / catalog.BusyPerSecond.Value, 4.7, 5.3);
        Assert.InRange(catalog.Demand.Value[zero] / catalog.Demand.Value[zero - 1], 2.3, 2.7);
        Assert.Equal(catalog.Demand.Value.Count, report.Moments.Count);
        Assert.All(catalog.Demand.Value.Zip(catalog.Demand.Low), pair => Assert.True(pair.Second <= pair.First));
        Assert.Contains(report.Notes, note => note.Contains("seeded", StringComparison.Ordinal));
        Assert.Equal((9, 9), (report.History.Days, report.History.SeededDays));
    }

    [Fact]
    public void An_ordinary_day_has_the_shape_of_the_days_before()
    {
        ForecastReport report = Make(new ForecastOptions { Day = Sale });
        DayTotals last = days.All[^1].Totals;
        Assert.InRange(report.All.Calls.Value / last.Calls, 0.75, 1.2);
        Assert.InRange(report.ZeroHour.AddSeconds(report.All.PeakAt).Hour, 19, 22);
        Assert.Null(report.Verdict);
    }

    [Fact]
    public void A_campaign_multiplies_businesses_interfaces_and_items_with_its_own_doubt()
    {
        ForecastReport plain = Make(new ForecastOptions { Day = Sale, Curve = Wall });
        ForecastReport planned = Make(new ForecastOptions
        {
            Day = Sale,
            Curve = Wall,
            Campaign = new Campaign
            {
                CurveSpread = 0,
                Multipliers = [new CampaignMultiplier { Business = "trade", Times = 2, Low = 1.5, High = 3 }],
                Interfaces = [new CampaignInterface { Business = "catalog", Route = "/c/{id}", Times = 4 }, new CampaignInterface { Business = "catalog", Route = "/nothing", Times = 4 }, new CampaignInterface { Business = "*", Route = "/health", Times = 0.2 }],
                Items = [new CampaignItem { Item = "coupon", Business = "promotions", Share = 0.1, Times = 6 }],
            },
        });
        double Ratio(string business) => planned.Businesses.Single(b => b.Business == business).PeakPerSecond.Value / plain.Businesses.Single(b => b.Business == business).PeakPerSecond.Value;
        Assert.InRange(Ratio("trade"), 1.85, 2.15);
        // A third of catalog's calls are those of /c/{id}: 2/3 + 4/3.
        Assert.InRange(Ratio("catalog"), 1.9, 2.1);
        Assert.InRange(Ratio("promotions"), 1.45, 1.55);
        Interval multiplier = planned.Businesses.Single(b => b.Business == "trade").Multiplier;
        Assert.InRange(multiplier.Low, 1.4, 1.65);
        Assert.InRange(multiplier.High, 2.7, 3.3);
        Assert.InRange(planned.Interfaces.Single(i => i.Route == "/c/{id}").Share.Value, 0.64, 0.69);
        Assert.DoesNotContain(planned.Notes, note => note.Contains("'*'", StringComparison.Ordinal));
        Assert.Contains(planned.Notes, note => note.Contains("/nothing", StringComparison.Ordinal));
    }

    [Fact]
    public void The_margin_is_capacity_by_load_in_the_worst_second_and_names_what_gives_way_first()
    {
        ForecastReport report = Make(new ForecastOptions
        {
            Day = Sale,
            Curve = Wall,
            Capacity = [Capacity("main", 80, measured: 90, "cpu"), Capacity("marketing", 1000, measured: 900, "io")],
        });
        DatabaseMargin main = report.Databases[0];
        Assert.Equal(("main", true, 0, 0), (main.Database, main.Known, main.WorstAt, main.GivesWayAt));
        Assert.InRange(main.Margin.Value, main.CapacityPerSecond.Value / main.LoadPerSecond.Value * 0.95, main.CapacityPerSecond.Value / main.LoadPerSecond.Value * 1.05);
        Assert.True(main.Margin.Low < main.Margin.Value && main.Margin.Value < main.Margin.High);
        Assert.Equal("catalog", main.Businesses[0].Name);
        Assert.Equal("marketing", report.Databases[1].Database);
        Assert.Null(report.Databases[1].GivesWayAt);
        Assert.Equal((main.Margin, "the processor of database main"), (report.Verdict!.Margin, report.Verdict.GivesWayFirst));
        Assert.Contains("00:00:00", report.Verdict.Sentence, StringComparison.Ordinal);
        string html = ForecastPage.Of(report).ToHtml();
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains("seeded", html, StringComparison.Ordinal);
        Assert.Contains(report.Verdict.Sentence[..30], html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_weighs_what_it_asks_of_the_limiting_resource()
    {
        string insert = days.All[0].Fingerprints.Single(f => f.Business == "trade").Fingerprint;
        string select = days.All[0].Fingerprints.First(f => f.Business == "catalog").Fingerprint;
        CapacityReport capacity = Capacity("main", 1000, measured: 1000, "cpu") with
        {
            Demands =
            [
                new DigestDemand { Fingerprint = select, Sql = "", PerSecondAtKnee = 900, CpuMicros = 100, IoMicros = 0, LockMicros = 0, MeanMicros = 100, ShareOfLimit = 0.5 },
                new DigestDemand { Fingerprint = insert, Sql = "", PerSecondAtKnee = 100, CpuMicros = 900, IoMicros = 0, LockMicros = 0, MeanMicros = 900, ShareOfLimit = 0.5 },
            ],
        };
        DatabaseMargin margin = Make(new ForecastOptions { Day = Sale, Curve = Wall, Capacity = [capacity] }).Databases[0];
        // The mean of the mix is 180 µs: an insert is 5 statements of it, a select 0.56; selects of the other text are not known and count 1.
        Assert.Equal(insert, margin.Fingerprints[0].Name);
        Assert.InRange(margin.Fingerprints[0].Share, 0.6, 0.68);
        Assert.InRange(margin.UnknownShare, 0.1, 0.14);
    }

    [Fact]
    public void Nothing_is_said_past_half_as_much_again_as_was_measured_and_an_unsaturated_run_says_at_least()
    {
        ForecastReport beyond = Make(new ForecastOptions { Day = Sale, Curve = Wall, Capacity = [Capacity("main", 200, measured: 100, "cpu")] });
        Assert.False(beyond.Databases[0].Known);
        Assert.Contains("1.5 ×", beyond.Databases[0].Why, StringComparison.Ordinal);
        Assert.Contains("not known", beyond.Verdict!.Sentence, StringComparison.Ordinal);
        ForecastReport least = Make(new ForecastOptions { Day = Sale, Curve = Wall, Capacity = [Capacity("main", 1000, measured: 1000, "generator")] });
        Assert.True(least.Verdict!.AtLeast);
        Assert.Contains("at least", least.Verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_days_and_seed_give_the_same_report()
    {
        var options = new ForecastOptions { Day = Sale, Curve = Wall, Paths = 100 };
        Assert.Equal(Make(options).All.Calls, Make(options).All.Calls);
        Assert.NotEqual(Make(options).All.Calls, Make(options with { Seed = 2 }).All.Calls);
    }

    [Fact]
    public void A_measured_interface_has_a_margin_against_the_requests_its_statements_tell()
    {
        ForecastReport report = Make(new ForecastOptions { Day = Sale, Curve = Wall, Interfaces = [new MeasuredInterface("GET /items/7", "/items/7", new Interval(90, 100, 110))] });
        InterfaceMargin margin = Assert.Single(report.HttpInterfaces);
        Assert.InRange(margin.Margin.Value, 100 / margin.DemandPerSecond.Value * 0.9, 100 / margin.DemandPerSecond.Value * 1.1);
        Assert.Equal("interface GET /items/7", report.Verdict!.GivesWayFirst);
    }

    [Theory]
    [InlineData("/catalog/items/{id:long}", "/items/1042", true)]
    [InlineData("/catalog/items/{id:long}", "/catalog/items/{id}", true)]
    [InlineData("/catalog/items", "/items/1042", false)]
    [InlineData("", "/items", false)]
    public void A_route_serves_the_path_it_ends_with(string route, string path, bool serves) => Assert.Equal(serves, InterfaceMargins.IsServedBy(route, path));

    [Fact]
    public void Observed_days_leave_seeded_ones_out_as_soon_as_there_are_enough()
    {
        DaySummary seeded = DaySummary.Of(days.All[0]);
        DaySummary captured = seeded with { Origin = DayOrigin.Captured };
        DaySummary[] Kept(int observed) => [.. Enumerable.Range(1, 14).Select(day => (day > 14 - observed ? captured : seeded) with { Date = new DateOnly(2026, 11, day) })];
        Assert.Equal(14, Forecaster.Choose(Kept(6), Sale).Count);
        Assert.All(Forecaster.Choose(Kept(7), Sale), day => Assert.Equal(DayOrigin.Captured, day.Origin));
        Assert.Equal(9, Forecaster.Choose(Kept(0), new DateOnly(2026, 11, 10)).Count);
        Assert.Equal(13, Forecaster.Choose([.. Kept(0)[..13], seeded with { Date = new DateOnly(2026, 11, 14), ActiveMinutes = 3 }], Sale).Count);
    }

    private ForecastReport Make(ForecastOptions options) => Forecaster.Make(days.All, options.Paths == 400 ? options with { Paths = 200 } : options, DateTimeOffset.UnixEpoch, CancellationToken.None);

    private static CapacityReport Capacity(string database, double knee, double measured, string resource) => new()
    {
        At = DateTimeOffset.UnixEpoch,
        Database = database,
        Target = "testsite",
        Interrupted = false,
        Steps =
        [
            new CapacityStep
            {
                Concurrency = 8, PerSecond = measured, MeanMicros = 100, P50Micros = 100, P99Micros = 200, CorrectedP99Micros = 200, Errors = 0, Dropped = 0, LittleError = 0, GeneratorCpu = 0.1, Valid = true,
            },
        ],
        Knee = new KneeReport { Concurrency = 8, PerSecond = new Interval(knee * 0.95, knee, knee * 1.05), Reason = "" },
        Limit = new LimitReport { Resource = resource, Evidence = "busy", Share = 1 },
        Demands = [],
        LoggedPeakPerSecond = 10,
        Multiple = new Interval(1, 1, 1),
        Notes = [],
    };

    /// <summary>Nine seeded days of three businesses in two databases.</summary>
    public sealed class Days
    {
        public IReadOnlyList<KeptDay> All { get; } = [.. HistorySeeder.Project(HistorySeederTests.Source(), HistorySeederTests.Options(9), DateTimeOffset.UnixEpoch)];
    }
}
