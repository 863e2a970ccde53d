using Seawall.Client.Sql;
using Seawall.Kernel.Curves;
using Seawall.Mall.Trade;
using Seawall.Mall.Traffic;
using Seawall.Mall.Traffic.Sale;
using Seawall.Mall.Traffic.Shoppers;
using Seawall.Topology;

namespace Seawall.Mall.Tests;

public sealed class TrafficTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Shoppers_buy_and_their_books_agree_with_the_database_until_an_order_is_lost()
    {
        await using var site = await MallSite.TogetherAsync();
        var options = new TrafficOptions
        {
            Storefront = site.Storefront,
            Batch = await MallDatabase.OptionsAsync(Logins.Batch, poolSize: 2),
            Shoppers = 12,
            Duration = TimeSpan.FromMinutes(2),
            Think = TimeSpan.FromMilliseconds(20),
        };
        await using var run = new TrafficRun(options, TimeProvider.System);
        using var enough = new CancellationTokenSource();

        var figures = await run.RunAsync(
            soFar =>
            {
                if (soFar is { Orders: >= 5, Paid: >= 1 })
                    enough.Cancel();
            },
            enough.Token);

        Assert.Equal(0, figures.Errors);
        Assert.True(figures.Orders > 0, $"no order in {figures.Requests} requests");
        Assert.All(await run.CheckBooksAsync(Ct), finding => Assert.Empty(finding.Wrong));

        await using var trade = new SeawallDataSource(await MallDatabase.OptionsAsync(TradeBusiness.Name));
        var lost = run.Ledger.Entries[0].Order;
        await trade.ExecuteAsync("UPDATE orders SET total_cents = total_cents + 1 WHERE id = $1", Ct, lost);
        Assert.Contains(await run.CheckBooksAsync(Ct), finding => finding.Wrong.Any(wrong => wrong.StartsWith($"order {lost} was shown as", StringComparison.Ordinal)));
        await trade.ExecuteAsync("UPDATE orders SET total_cents = total_cents - 1 WHERE id = $1", Ct, lost);
    }

    [Fact]
    public async Task A_run_follows_a_curve_and_keeps_its_figures_by_the_parts_of_the_sale()
    {
        await using var site = await MallSite.TogetherAsync();
        var options = new TrafficOptions
        {
            Storefront = site.Storefront,
            Shoppers = 2,
            Think = TimeSpan.FromMilliseconds(50),
            Curve = new TrafficCurve(
                new SaleCurve("wall", [new(TimeSpan.FromMinutes(-2), 1), new(TimeSpan.Zero, 1), new(TimeSpan.Zero, 4), new(TimeSpan.FromMinutes(2), 1)]),
                TimeSpan.FromMinutes(-2), TimeSpan.FromMinutes(4), 40),
        };
        await using var run = new TrafficRun(options, TimeProvider.System);

        var figures = await run.RunAsync(_ => { }, Ct);

        Assert.Equal(0, figures.Errors);
        Assert.Equal((8, 40.0), (figures.Curve!.MostShoppers, figures.Curve.Speed));
        Assert.Equal([SaleStage.PreHeat, SaleStage.Wall, SaleStage.Tail], figures.Curve.Stages.Select(stage => stage.Stage));
        Assert.Equal(figures.Requests, figures.Curve.Stages.Sum(stage => stage.All.Requests));
        Assert.Equal([3.0, 1.5, 1.5], figures.Curve.Stages.Select(stage => stage.Seconds));
    }

    [Fact]
    public void Zipf_picks_the_first_twice_as_often_as_the_second_and_never_past_the_end()
    {
        var random = new Random(1);
        var counts = new int[5];
        for (var n = 0; n < 100_000; n++)
            counts[Zipf.Pick(random, counts.Length)]++;

        Assert.Equal(2, (counts[0] + (counts[1] / 2)) / counts[1]);
        Assert.True(counts[4] > 0, string.Join(' ', counts));
    }
}
