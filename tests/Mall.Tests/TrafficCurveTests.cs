using Seawall.Kernel.Curves;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Mix;
using Seawall.Mall.Traffic.Sale;

namespace Seawall.Mall.Tests;

public sealed class TrafficCurveTests
{
    private static readonly TrafficCurve Sale = new(
        new SaleCurve("wall", [new(TimeSpan.FromMinutes(-5), 1), new(TimeSpan.Zero, 2), new(TimeSpan.Zero, 5), new(TimeSpan.FromMinutes(5), 1)]),
        TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(10), 10);

    [Theory]
    [InlineData(0, 10)]
    [InlineData(15, 15)]
    [InlineData(29.9, 20)]
    [InlineData(30, 50)]
    [InlineData(60, 10)]
    public void As_many_shoppers_are_there_as_the_curve_asks_for_in_its_compressed_time(double second, int shoppers) =>
        Assert.Equal(shoppers, Sale.ShoppersAt(TimeSpan.FromSeconds(second), 10));

    [Fact]
    public void The_run_takes_the_curves_length_by_its_speed_and_its_most_shoppers_are_those_of_the_wall()
    {
        Assert.Equal((TimeSpan.FromSeconds(60), 50), (Sale.Duration, Sale.MostShoppers(10)));
        Assert.Equal(20, (Sale with { Length = TimeSpan.FromMinutes(4.99) }).MostShoppers(10));
    }

    [Theory]
    [InlineData(29.9, SaleStage.PreHeat)]
    [InlineData(30, SaleStage.Wall)]
    [InlineData(35.9, SaleStage.Wall)]
    [InlineData(36, SaleStage.Tail)]
    public void A_moment_belongs_to_the_pre_heat_the_wall_or_the_tail(double second, SaleStage stage) => Assert.Equal(stage, Sale.StageAt(TimeSpan.FromSeconds(second)));

    [Fact]
    public void A_shopper_waits_until_it_is_asked_for_and_all_that_the_wall_brings_come_at_once()
    {
        var pace = new Pace(Sale, 10, TimeProvider.System);
        Assert.Equal(TimeSpan.Zero, pace.Until(3, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(30), pace.Until(21, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(30), pace.Until(49, TimeSpan.Zero));
        Assert.Null(pace.Until(50, TimeSpan.Zero));
        Assert.Null(pace.Until(49, TimeSpan.FromSeconds(40)));
    }

    [Fact]
    public void Figures_are_kept_by_the_part_of_the_sale_that_a_request_began_in()
    {
        var clock = new FixedClock(DateTimeOffset.UnixEpoch);
        var meter = new TrafficMeter(clock) { Curve = Sale };
        var start = clock.GetTimestamp();
        long At(double seconds) => start + (long)(seconds * clock.TimestampFrequency);
        meter.Record(PageKind.Item, At(1), At(2), 200);
        meter.Record(PageKind.Item, At(29), At(31), 200);
        meter.Record(PageKind.Pay, At(31), At(50), 503);
        meter.Record(PageKind.Pay, At(50), At(51), 200);
        var figures = meter.ReadCurve(10)!;
        Assert.Equal((50, "wall"), (figures.MostShoppers, figures.Name));
        Assert.Equal(
            [(SaleStage.PreHeat, 2L, 0L), (SaleStage.Wall, 1L, 1L), (SaleStage.Tail, 1L, 0L)], figures.Stages.Select(stage => (stage.Stage, stage.All.Requests, stage.All.Errors)));
    }
}
