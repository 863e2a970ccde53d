using Seawall.Client.Sql;
using Seawall.Kernel;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Trade;

namespace Seawall.Mall.Tests;

public sealed class OrderTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Concurrent_orders_never_sell_more_than_there_is()
    {
        await mall.SetStockAsync(31, 10);
        await mall.SetStockAsync(32, 25);
        var wishes = await Task.WhenAll(Enumerable.Range(0, 60).Select(n =>
            mall.WishAsync(MallServices.NewBuyer(), n % 2 == 0 ? [(31, 1), (32, 1)] : [(32, 1), (31, 1)])));

        var results = await Task.WhenAll(wishes.Select(wish => mall.Trade.PlaceAsync(wish, Ct)));

        Assert.Equal(10, results.Count(result => result.Outcome == PlaceOutcome.Placed));
        Assert.All(results.Where(result => result.Order is null), result => Assert.Equal((PlaceOutcome.OutOfStock, 31L), (result.Outcome, result.ItemId)));
        Assert.Equal(0, await mall.Trade.AvailableAsync(31, Ct));
        Assert.Equal(15, await mall.Trade.AvailableAsync(32, Ct));
        Assert.Empty(await mall.WrongStockAsync());
    }

    [Fact]
    public async Task One_key_is_one_order_however_often_and_concurrently_it_is_sent()
    {
        await mall.SetStockAsync(41, 100);
        var wish = await mall.WishAsync(MallServices.NewBuyer(), (41, 2));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => mall.Trade.PlaceAsync(wish, Ct)));

        Assert.All(results, result => Assert.Equal(PlaceOutcome.Placed, result.Outcome));
        Assert.Single(results.Select(result => result.Order!.Id).Distinct());
        Assert.Equal(98, await mall.Trade.AvailableAsync(41, Ct));
    }

    [Fact]
    public async Task A_key_is_refused_for_another_order()
    {
        var wish = await mall.WishAsync(MallServices.NewBuyer(), (42, 1));
        await mall.Trade.PlaceAsync(wish, Ct);

        var other = await mall.Trade.PlaceAsync(wish with { Address = MallServices.Home with { Name = "Han Meimei" } }, Ct);

        Assert.Equal(PlaceOutcome.KeyUsedForAnotherOrder, other.Outcome);
    }

    [Fact]
    public async Task The_price_is_the_catalogs_and_another_expectation_is_refused_with_the_right_total()
    {
        var wish = await mall.WishAsync(MallServices.NewBuyer(), (43, 3));

        var result = await mall.Trade.PlaceAsync(wish with { Expected = new Cents(1) }, Ct);

        Assert.Equal(new PlaceResult(PlaceOutcome.PriceChanged, Total: wish.Expected), result);
    }

    [Fact]
    public async Task A_cart_becomes_one_order_even_with_two_keys_at_once()
    {
        var buyer = MallServices.NewBuyer();
        await mall.SetStockAsync(44, 100);
        await mall.Trade.AddToCartAsync(buyer, 44, 1, Ct);
        await mall.Trade.AddToCartAsync(buyer, 44, 1, Ct);
        var cart = await mall.Trade.CartAsync(buyer, Ct);
        var wishes = Enumerable.Range(0, 8).Select(_ => new PlaceOrder(buyer, Guid.NewGuid(), MallServices.Home, cart.Total));

        var results = await Task.WhenAll(wishes.Select(wish => mall.Trade.PlaceAsync(wish, Ct)));

        Assert.Single(results, result => result.Outcome == PlaceOutcome.Placed);
        Assert.Empty((await mall.Trade.CartAsync(buyer, Ct)).Lines);
        Assert.Equal(98, await mall.Trade.AvailableAsync(44, Ct));
    }

    [Fact]
    public async Task Paying_twice_at_once_pays_once()
    {
        var wish = await mall.WishAsync(MallServices.NewBuyer(), (45, 1));
        var order = (await mall.Trade.PlaceAsync(wish, Ct)).Order!;

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => mall.Trade.PayAsync(wish.Buyer, order.Id, Ct)));

        Assert.All(results, result => Assert.Equal((PayOutcome.Paid, order.Total), (result.Outcome, result.Payment!.Amount)));
        var payments = await mall.Database(TradeBusiness.Name).FindAsync(
            "SELECT count(*) FROM payments WHERE order_id = $1", row => row.GetInt64(0), Ct, order.Id);
        Assert.Equal(1, payments);
        Assert.Equal(OrderStatus.Paid, (await mall.Trade.FindOrderAsync(wish.Buyer, order.Id, Ct))!.Status);
    }

    [Fact]
    public async Task Cancelling_returns_the_stock_once_and_a_cancelled_order_cannot_be_paid()
    {
        await mall.SetStockAsync(46, 10);
        var wish = await mall.WishAsync(MallServices.NewBuyer(), (46, 4));
        var order = (await mall.Trade.PlaceAsync(wish, Ct)).Order!;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => mall.Trade.CancelAsync(wish.Buyer, order.Id, Ct)));

        Assert.All(outcomes, outcome => Assert.Equal(CancelOutcome.Cancelled, outcome));
        Assert.Equal(10, await mall.Trade.AvailableAsync(46, Ct));
        Assert.Equal(PayOutcome.OrderCancelled, (await mall.Trade.PayAsync(wish.Buyer, order.Id, Ct)).Outcome);
    }

    [Fact]
    public async Task A_paid_order_cannot_be_cancelled_and_a_stranger_sees_no_order()
    {
        var wish = await mall.WishAsync(MallServices.NewBuyer(), (47, 1));
        var order = (await mall.Trade.PlaceAsync(wish, Ct)).Order!;
        await mall.Trade.PayAsync(wish.Buyer, order.Id, Ct);
        var stranger = MallServices.NewBuyer();

        Assert.Equal(CancelOutcome.AlreadyPaid, await mall.Trade.CancelAsync(wish.Buyer, order.Id, Ct));
        Assert.Null(await mall.Trade.FindOrderAsync(stranger, order.Id, Ct));
        Assert.Equal(PayOutcome.UnknownOrder, (await mall.Trade.PayAsync(stranger, order.Id, Ct)).Outcome);
        Assert.Equal(CancelOutcome.UnknownOrder, await mall.Trade.CancelAsync(stranger, order.Id, Ct));
    }

    [Fact]
    public async Task Random_orders_payments_and_cancellations_keep_the_books()
    {
        var seed = Environment.TickCount;
        var failure = $"seed {seed}";
        var random = new Random(seed);
        for (var item = 61; item <= 70; item++)
            await mall.SetStockAsync(item, 8);
        var scripts = Enumerable.Range(0, 80).Select(_ => (
            Lines: Enumerable.Range(61, 10).OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(item => ((long)item, random.Next(1, 4))).ToArray(),
            After: random.Next(3))).ToArray();

        await Task.WhenAll(scripts.Select(async script =>
        {
            var wish = await mall.WishAsync(MallServices.NewBuyer(), script.Lines);
            if ((await mall.Trade.PlaceAsync(wish, Ct)).Order is not { } order)
                return;
            if (script.After == 1)
                await Task.WhenAll(mall.Trade.PayAsync(wish.Buyer, order.Id, Ct), mall.Trade.CancelAsync(wish.Buyer, order.Id, Ct));
            else if (script.After == 2)
                await mall.Trade.CancelAsync(wish.Buyer, order.Id, Ct);
        }));

        Assert.True((await mall.WrongStockAsync()).Count == 0, failure);
        var wrongPayments = await mall.Database(TradeBusiness.Name).QueryAsync(
            "SELECT o.id FROM orders AS o LEFT JOIN payments AS p ON p.order_id = o.id WHERE (o.status = 'Paid') <> (p.order_id IS NOT NULL) OR p.amount_cents <> o.total_cents",
            row => row.GetInt64(0), Ct);
        Assert.True(wrongPayments.Count == 0, failure);
    }
}
