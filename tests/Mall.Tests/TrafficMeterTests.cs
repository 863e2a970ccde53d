using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Tests;

public sealed class TrafficMeterTests
{
    [Theory]
    [InlineData(10, 19, Phase.Before)]
    [InlineData(10, 20, Phase.During)]
    [InlineData(10, 90, Phase.During)]
    [InlineData(25, 30, Phase.During)]
    [InlineData(39, 90, Phase.During)]
    [InlineData(40, 41, Phase.After)]
    public void A_request_belongs_to_the_outage_when_any_part_of_it_lies_in_it(long started, long answered, Phase expected)
    {
        var outage = new OutageTimes();
        Assert.Equal(Phase.Before, outage.Of(started, answered));

        outage.Begin(20);
        outage.End(40);

        Assert.Equal(expected, outage.Of(started, answered));
    }

    [Fact]
    public void Figures_are_kept_by_page_by_business_and_by_phase()
    {
        var clock = TimeProvider.System;
        var meter = new TrafficMeter(clock);
        var start = clock.GetTimestamp();
        long At(int seconds) => start + (seconds * clock.TimestampFrequency);
        meter.Record(PageKind.Shop, At(0), At(1), 200);
        meter.Outage.Begin(At(10));
        meter.Outage.End(At(20));
        meter.Record(PageKind.Shop, At(11), At(12), 503);
        meter.Record(PageKind.Shops, At(11), At(13), 200);
        meter.Record(PageKind.Item, At(21), At(22), 0);

        var figures = meter.Read(new Ledger());
        var phases = meter.ReadPhases();

        Assert.Equal((4, 2), (figures.Requests, figures.Errors));
        Assert.Equal([("item", 1, 1), ("shop", 2, 1), ("shops", 1, 0)], figures.Pages.Select(page => (page.Page, page.Requests, page.Errors)));
        Assert.Equal([("catalog", 1, 1, 1), ("shops", 3, 1, 0.333333)], figures.Businesses.Select(row => (row.Business, row.Requests, row.Errors, row.ErrorRatio)));
        Assert.Equal([Phase.Before, Phase.During, Phase.After], phases.Select(phase => phase.Phase));
        Assert.Equal((2, 1, 0.5), (phases[1].All.Requests, phases[1].All.Errors, phases[1].All.ErrorRatio));
        Assert.Equal(["catalog"], phases[2].Businesses.Select(business => business.Business));
        Assert.InRange(phases[0].All.P50Micros, 960_000, 1_040_000);
    }

    [Fact]
    public void Recovery_is_the_start_of_the_first_whole_second_with_errors_under_one_in_a_thousand()
    {
        var windows = new ErrorWindows();
        // 200 requests a tenth of a second for 5 s; every tenth request fails until 2.75 s, one stray at 3.3 s.
        for (var n = 0; n < 10_000; n++)
            windows.Record(TimeSpan.FromMilliseconds(n / 2), (n < 5_500 && n % 10 == 0) || n == 6_600);

        Assert.Equal(TimeSpan.FromMilliseconds(1_800), windows.CalmAfter(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromMilliseconds(750), windows.CalmAfter(TimeSpan.FromMilliseconds(2_050)));
        Assert.Equal(TimeSpan.Zero, windows.CalmAfter(TimeSpan.FromSeconds(3.5)));
        Assert.Null(windows.CalmAfter(TimeSpan.FromSeconds(4.5)));
    }
}
