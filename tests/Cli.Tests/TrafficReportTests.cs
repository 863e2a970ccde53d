using System.CommandLine;
using System.Text.Json;
using Seawall.Mall.Traffic;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Sale;
using Seawall.Topology;

namespace Seawall.Cli.Tests;

public sealed class TrafficReportTests
{
    private static readonly DateTimeOffset _killed = new(2026, 11, 10, 16, 0, 20, TimeSpan.Zero);
    private static readonly TrafficOptions _options = new() { Storefront = new Uri("http://127.0.0.1:8080"), Shoppers = 12, Seed = 7 };

    private static readonly TrafficFigures _figures = new(
        TimeSpan.FromSeconds(60), 2400, 12, 30, 20, 1, 9, 0,
        [new PageFigures("item", 1900, 0, 12_345, 98_765), new PageFigures("shop", 500, 12, 8_100, 40_000)],
        [new BusinessFigures("catalog", 1900, 0, 0, 12_345, 98_765), new BusinessFigures("shops", 500, 12, 0.024, 8_100, 40_000)],
        [])
    {
        Outage = new OutageFigures(
            ["redis-shops"], TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40), _killed, _killed + TimeSpan.FromSeconds(20.4), TimeSpan.FromMilliseconds(300),
            [
                new PhaseFigures(Phase.Before, new("all", 800, 0, 0, 12_000, 90_000), [new("shops", 200, 0, 0, 8_000, 30_000)]),
                new PhaseFigures(Phase.During, new("all", 800, 12, 0.015, 13_000, 95_000), [new("shops", 200, 12, 0.06, 9_000, 45_000)]),
                new PhaseFigures(Phase.After, new("all", 800, 0, 0, 12_000, 91_000), [new("shops", 100, 0, 0, 8_000, 31_000)]),
            ]),
    };

    [Fact]
    public void Figures_are_shown_by_page_by_business_and_by_phase()
    {
        var output = new StringWriter();

        TrafficReport.Write(output, _options, _figures with { Missing = [new MissingEntry("/group", 12)] }, [new BooksFinding("no stock is below zero", [])]);

        Assert.Equal(
            """
            12 shoppers for 1m 00s, seed 7
            requests 2400 (40/s), errors 12
            orders   30 acknowledged, 20 paid, 1 refused with a reason
            reports  9, 0 failed
            missing  /group

            page          requests  errors    p50 ms    p99 ms
            item              1900       0      12.3      98.7
            shop               500      12       8.1      40.0

            business      requests  errors    p50 ms    p99 ms   error %
            catalog           1900       0      12.3      98.7      0.00
            shops              500      12       8.1      40.0      2.40

            outage of redis-shops at 20s: back after 20.4s, errors under 0.1 % again 300ms later

            phase    business      requests  errors    p50 ms    p99 ms   error %
            before   shops              200       0       8.0      30.0      0.00
            before   all                800       0      12.0      90.0      0.00
            during   shops              200      12       9.0      45.0      6.00
            during   all                800      12      13.0      95.0      1.50
            after    shops              100       0       8.0      31.0      0.00
            after    all                800       0      12.0      91.0      0.00

            ok     no stock is below zero

            """,
            output.ToString());
    }

    [Fact]
    public void The_outage_is_in_the_json_with_every_phase_by_business()
    {
        var output = new StringWriter();

        TrafficReport.WriteJson(output, _options, _figures, []);

        using var json = JsonDocument.Parse(output.ToString());
        Assert.Equal(
            """{"business":"shops","requests":500,"errors":12,"errorRatio":0.024,"p50Micros":8100,"p99Micros":40000}""",
            json.RootElement.GetProperty("businesses")[1].GetRawText());
        JsonElement outage = json.RootElement.GetProperty("outage");
        Assert.Equal(
            """
            {"names":["redis-shops"],"from":20,"to":40,"killedAt":"2026-11-10T16:00:20+00:00","backAt":"2026-11-10T16:00:40.4+00:00","recoveredAfterMs":300,"phases":
            """.TrimEnd(),
            outage.GetRawText()[..outage.GetRawText().IndexOf("[{", StringComparison.Ordinal)]);
        Assert.Equal(["before", "during", "after"], outage.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("phase").GetString()));
        Assert.Equal(0.06, outage.GetProperty("phases")[1].GetProperty("businesses")[0].GetProperty("errorRatio").GetDouble());
    }

    [Fact]
    public void A_run_without_an_outage_says_nothing_of_one()
    {
        var output = new StringWriter();

        TrafficReport.Write(output, _options, _figures with { Outage = null }, []);

        Assert.DoesNotContain("outage", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis", "redis-catalog,redis-shops")]
    [InlineData("redis-shops", "redis-shops")]
    [InlineData("redis-shops, redis", "redis-shops,redis-catalog")]
    public void An_outage_names_caches_of_the_topology_or_all_of_them(string list, string expected) =>
        Assert.Equal(expected, string.Join(',', TrafficOutages.Names(list, Site("redis-catalog", "redis-shops"))));

    [Theory]
    [InlineData("main")]
    [InlineData("redis-shops,nothing")]
    [InlineData(",")]
    public void An_outage_of_anything_else_is_a_usage_error(string list) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => TrafficOutages.Names(list, Site("redis-shops"))).Code);

    [Fact]
    public void Where_one_cache_has_the_name_of_all_of_them_it_is_meant() =>
        Assert.Equal(["redis"], TrafficOutages.Names("redis", Site("redis")));

    private static SiteTopology Site(params string[] caches) =>
        new() { Name = "test", Path = "topology.json", Redis = [.. caches.Select((name, i) => new RedisNode(name, 16_379 + i))] };

    [Fact]
    public void Figures_of_a_run_along_a_curve_are_shown_by_the_parts_of_the_sale()
    {
        var output = new StringWriter();
        var curve = new CurveFigures(
            "singles-day", TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5), 10, 60,
            [
                new StageFigures(SaleStage.PreHeat, 30, new("all", 900, 0, 0, 12_000, 90_000), [new("trade", 300, 0, 0, 14_000, 95_000)]),
                new StageFigures(SaleStage.Wall, 6, new("all", 600, 3, 0.005, 22_000, 190_000), [new("trade", 240, 3, 0.0125, 25_000, 210_000)]),
            ]);

        TrafficReport.Write(output, _options, _figures with { Outage = null, Curve = curve }, []);

        Assert.EndsWith(
            """
            curve 'singles-day' from -5m 00s to 5m 00s of zero hour, 10 × as fast, up to 60 shoppers

            phase    business      requests  errors    p50 ms    p99 ms   error %     per s
            pre-heat trade              300       0      14.0      95.0      0.00      10.0
            pre-heat all                900       0      12.0      90.0      0.00      30.0
            wall     trade              240       3      25.0     210.0      1.25      40.0
            wall     all                600       3      22.0     190.0      0.50     100.0

            """,
            output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_a_curve_is_told_with_its_file_and_point_before_anyone_walks()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("seawall-curve-").FullName, "bad.json");
        File.WriteAllText(file, """{ "name": "bad", "points": [ { "at": "0s", "times": 1 }, { "at": "-5m", "times": 2 } ] }""");
        CommandException fault = Assert.Throws<CommandException>(() => ForecastCommand.LoadCurve(file));
        Assert.Equal(ExitCode.Usage, fault.Code);
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        Assert.Contains("points[1].at", fault.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<CommandException>(() => ForecastCommand.LoadCurve(file + ".no")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_along_a_curve_takes_no_duration_and_its_other_options_need_one()
    {
        var options = new CurveOptions();
        var command = new Command("traffic");
        foreach (Option option in options.All)
        {
            command.Add(option);
        }

        var site = new TrafficOptions { Storefront = new Uri("http://127.0.0.1:8080") };
        Assert.Null(options.Follow(site, command.Parse(""), 50, durationGiven: true).Curve);
        Assert.Contains("--speed: needs --curve", Assert.Throws<CommandException>(() => options.Follow(site, command.Parse("--speed 5"), 50, durationGiven: false)).Message, StringComparison.Ordinal);
        TrafficOptions along = options.Follow(site, command.Parse("--curve deploy/curves/singles-day.json --curve-from -5m --curve-for 10m --speed 10"), 50, durationGiven: false);
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(-5), 250), (along.Curve!.Duration, along.Curve.From, along.Curve.MostShoppers(50)));
        Assert.Throws<CommandException>(() => options.Follow(site, command.Parse("--curve deploy/curves/singles-day.json"), 50, durationGiven: true));
        Assert.Contains("at most 10000", Assert.Throws<CommandException>(() => options.Follow(site, command.Parse("--curve deploy/curves/singles-day.json"), 9000, durationGiven: false)).Message, StringComparison.Ordinal);
    }
}
