using Seawall.Client.Sql;
using Seawall.Kernel;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Promotions;

namespace Seawall.Mall.Tests;

public sealed class CouponOrderTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task An_order_costs_its_coupons_saving_less_uses_the_coupon_and_gives_it_back_when_cancelled()
    {
        var (wish, coupon, saving) = await WishAsync(item: 301, stock: 10);
        var buyer = wish.Buyer;

        var order = (await mall.Trade.PlaceAsync(wish, Ct)).Order!;
        Assert.Equal(CouponStatus.Used, await StatusAsync(buyer, coupon));
        Assert.Equal(wish.Expected, order.Total);
        Assert.True(order.Discount.Value >= saving.Value, $"{order.Discount} is less than {saving}");

        for (var times = 0; times < 2; times++)
            Assert.Equal(CancelOutcome.Cancelled, await mall.Trade.CancelAsync(buyer, order.Id, Ct));
        Assert.Equal(CouponStatus.Unused, await StatusAsync(buyer, coupon));
        Assert.Equal(["Claimed", "Used", "Returned"], await StepsAsync(coupon));
    }

    [Fact]
    public async Task One_key_uses_the_coupon_once_however_often_and_concurrently_it_is_sent()
    {
        var (wish, coupon, _) = await WishAsync(item: 302, stock: 50);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => mall.Trade.PlaceAsync(wish, Ct)));

        Assert.All(results, result => Assert.Equal(PlaceOutcome.Placed, result.Outcome));
        Assert.Single(results.Select(result => result.Order!.Id).Distinct());
        Assert.Equal(["Claimed", "Used"], await StepsAsync(coupon));
    }

    [Fact]
    public async Task Two_orders_at_once_do_not_share_a_coupon()
    {
        var (wish, coupon, _) = await WishAsync(item: 303, stock: 50);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => mall.Trade.PlaceAsync(wish with { Key = Guid.NewGuid() }, Ct)));

        Assert.Single(results, result => result.Outcome == PlaceOutcome.Placed);
        Assert.All(results.Where(result => result.Order is null), result => Assert.Contains(result.Outcome, new[] { PlaceOutcome.CouponGone, PlaceOutcome.PriceChanged }));
        Assert.Equal(["Claimed", "Used"], await StepsAsync(coupon));
        Assert.Empty(await mall.WrongStockAsync());
    }

    [Fact]
    public async Task A_refused_order_leaves_the_coupon_to_be_used_by_the_next_try_with_the_same_key()
    {
        var (wish, coupon, _) = await WishAsync(item: 304, stock: 0);

        Assert.Equal(PlaceOutcome.OutOfStock, (await mall.Trade.PlaceAsync(wish, Ct)).Outcome);
        Assert.Equal(CouponStatus.Unused, await StatusAsync(wish.Buyer, coupon));
        await mall.SetStockAsync(304, 10);
        Assert.Equal(PlaceOutcome.Placed, (await mall.Trade.PlaceAsync(wish, Ct)).Outcome);

        Assert.Equal(["Claimed", "Used", "Returned", "Used"], await StepsAsync(coupon));
    }

    [Fact]
    public async Task A_coupon_used_by_an_order_whose_answer_was_lost_still_counts_for_that_order_and_for_no_other()
    {
        var (wish, coupon, _) = await WishAsync(item: 305, stock: 10);
        var use = new CouponUse(wish.Buyer, coupon, wish.Key);

        Assert.True(await mall.Promotions.UseCouponAsync(use, Ct));
        Assert.True(await mall.Promotions.UseCouponAsync(use, Ct));
        Assert.False(await mall.Promotions.UseCouponAsync(use with { Key = Guid.NewGuid() }, Ct));
        Assert.False(await mall.Promotions.UseCouponAsync(use with { Buyer = MallServices.NewBuyer() }, Ct));
        await mall.Promotions.ReturnCouponAsync(use with { Key = Guid.NewGuid() }, Ct);

        Assert.Equal(PlaceOutcome.PriceChanged, (await mall.Trade.PlaceAsync(wish with { Key = Guid.NewGuid() }, Ct)).Outcome);
        Assert.Equal(PlaceOutcome.Placed, (await mall.Trade.PlaceAsync(wish, Ct)).Outcome);
    }

    [Fact]
    public async Task A_strangers_coupon_takes_nothing_off()
    {
        var (wish, _, _) = await WishAsync(item: 306, stock: 10);

        var stolen = await mall.Trade.PlaceAsync(wish with { Buyer = MallServices.NewBuyer(), Key = Guid.NewGuid() }, Ct);

        Assert.Equal(PlaceOutcome.PriceChanged, stolen.Outcome);
    }

    // An order for a few pieces with the welcome coupon, by a buyer who has just claimed it.
    private async Task<(PlaceOrder Wish, long Coupon, Cents Saving)> WishAsync(long item, int stock)
    {
        await mall.SetStockAsync(item, stock);
        var buyer = MallServices.NewBuyer();
        var coupon = (await mall.Promotions.ClaimAsync(new CouponClaim(buyer, 1, Guid.NewGuid()), Ct)).Coupon!;
        var quantity = Math.Max(1, Math.Min(stock, 5));
        var wish = await mall.WishAsync(buyer, (item, quantity));
        var card = (await mall.Catalog.ItemsAsync([item], Ct)).Single();
        var choice = Assert.Single(await mall.Promotions.FittingCouponsAsync(
            new PriceRequest([new PriceLine(item, card.ShopId, card.Price, quantity)], buyer), Ct));
        Assert.Equal((coupon.Id, coupon.Minus), (choice.Coupon.Id, choice.Saving));
        return (wish with { Expected = wish.Expected - choice.Saving, Coupon = coupon.Id }, coupon.Id, choice.Saving);
    }

    private async Task<CouponStatus> StatusAsync(long buyer, long coupon) =>
        (await mall.Promotions.CouponsOfAsync(buyer, Ct)).Single(mine => mine.Id == coupon).Status;

    private Task<List<string>> StepsAsync(long coupon) => mall.Database(PromotionsBusiness.Name).QueryAsync(
        "SELECT step FROM coupon_journal WHERE coupon_id = $1 ORDER BY id", row => row.GetString(0), Ct, coupon);
}
