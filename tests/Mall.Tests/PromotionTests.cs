using Seawall.Client.Sql;
using Seawall.Kernel;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Promotions;

namespace Seawall.Mall.Tests;

public sealed class PromotionTests(MallServices mall) : IClassFixture<MallServices>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static long _templates = 1_000_000;

    [Fact]
    public async Task Six_activities_run_and_their_floors_hold_items_that_are_for_sale()
    {
        var activities = await mall.Promotions.ActivitiesAsync(Ct);

        Assert.Equal(
            ["singles-day", "beauty-week", "digital-fair", "home-refresh", "fashion-weekend", "family-outdoors"], activities.Select(activity => activity.Slug));
        foreach (var card in activities)
        {
            var activity = await mall.Promotions.FindActivityAsync(card.Slug, Ct);
            Assert.Equal(card, activity!.Card);
            Assert.InRange(activity.Floors.Count, 3, 5);
            foreach (var floor in activity.Floors)
            {
                Assert.InRange(floor.Items.Count, 6, 12);
                Assert.Equal(floor.Items.Count, (await mall.Catalog.ItemsAsync(floor.Items, Ct)).Count);
            }
        }
        Assert.Null(await mall.Promotions.FindActivityAsync("nothing", Ct));
    }

    [Fact]
    public async Task About_one_item_in_twenty_has_a_discount_below_its_list_price()
    {
        var offers = new List<ItemOffer>();
        for (var first = 1; first <= 400; first += 100)
            offers.AddRange(await mall.Promotions.ItemOffersAsync([.. Enumerable.Range(first, 100).Select(item => (long)item)], Ct));

        Assert.InRange(offers.Count, 16, 26);
        var items = (await mall.Catalog.ItemsAsync([.. offers.Select(offer => offer.ItemId)], Ct)).ToDictionary(item => item.Id);
        Assert.All(offers, offer => Assert.True(offer.Price < items[offer.ItemId].Price, $"{offer}"));
    }

    [Fact]
    public async Task A_shops_offers_come_lowest_threshold_first_and_take_off_more_as_they_ask_for_more()
    {
        for (var shop = 1; shop <= 24; shop++)
        {
            var offers = await mall.Promotions.ShopOffersAsync(shop, Ct);

            Assert.Equal(1 + (shop % 3), offers.Count);
            Assert.Equal(offers.OrderBy(offer => offer.Threshold), offers);
            Assert.Equal(offers.OrderBy(offer => offer.Minus), offers);
        }
        Assert.Empty(await mall.Promotions.ShopOffersAsync(999_999, Ct));
    }

    [Fact]
    public async Task Cart_order_and_payment_are_one_amount_with_the_items_discount_and_its_shops_offer()
    {
        var discounts = await mall.Promotions.ItemOffersAsync([.. Enumerable.Range(101, 100).Select(item => (long)item)], Ct);
        var item = discounts[0].ItemId;
        await mall.SetStockAsync(item, 100);
        var buyer = MallServices.NewBuyer();
        await mall.Trade.AddToCartAsync(buyer, item, 60, Ct);
        var list = (await mall.Catalog.ItemsAsync([item], Ct)).Single();
        var saving = (await mall.Promotions.ShopOffersAsync(list.ShopId, Ct))[^1];

        var cart = await mall.Trade.CartAsync(buyer, Ct);
        var order = (await mall.Trade.PlaceAsync(new PlaceOrder(buyer, Guid.NewGuid(), MallServices.Home, cart.Total), Ct)).Order!;
        var payment = (await mall.Trade.PayAsync(buyer, order.Id, Ct)).Payment!;

        var line = Assert.Single(cart.Lines);
        Assert.Equal((list.Price, discounts[0].Price, 60), (line.ListPrice, line.Price, line.Quantity));
        Assert.Equal([new ShopSaving(list.ShopId, saving.Id, saving.Minus)], cart.Savings);
        Assert.Equal((discounts[0].Price * 60) - saving.Minus, cart.Total);
        Assert.Equal((cart.Total, saving.Minus, cart.Total), (order.Total, order.Discount, payment.Amount));
        var stored = (await mall.Trade.FindOrderAsync(buyer, order.Id, Ct))!;
        Assert.Equal((OrderStatus.Paid, order.Total, order.Discount), (stored.Status, stored.Total, stored.Discount));
        Assert.Equal(order.Lines, stored.Lines);
    }

    [Fact]
    public async Task Many_claims_at_once_give_out_exactly_what_there_is()
    {
        var template = await TemplateAsync(total: 15, perBuyer: 1);

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => mall.Promotions.ClaimAsync(Claim(MallServices.NewBuyer(), template), Ct)));

        Assert.Equal(15, results.Count(result => result.Outcome == ClaimOutcome.Claimed));
        Assert.Equal(45, results.Count(result => result.Outcome == ClaimOutcome.SoldOut));
        Assert.Equal((15, 15, 15), await BooksAsync(template));
    }

    [Fact]
    public async Task A_buyer_takes_no_more_than_the_limit_however_many_claims_come_at_once()
    {
        var template = await TemplateAsync(total: 100, perBuyer: 2);
        var buyer = MallServices.NewBuyer();

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => mall.Promotions.ClaimAsync(Claim(buyer, template), Ct)));

        Assert.Equal(2, results.Count(result => result.Outcome == ClaimOutcome.Claimed));
        Assert.Equal(10, results.Count(result => result.Outcome == ClaimOutcome.LimitReached));
        Assert.Equal((2, 2, 2), await BooksAsync(template));
        Assert.Equal(2, (await mall.Promotions.CouponsOfAsync(buyer, Ct)).Count);
    }

    [Fact]
    public async Task One_key_is_one_coupon_however_often_and_concurrently_it_is_sent_even_of_the_last_one()
    {
        var template = await TemplateAsync(total: 1, perBuyer: 5);
        var claim = Claim(MallServices.NewBuyer(), template);

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => mall.Promotions.ClaimAsync(claim, Ct)));

        Assert.All(results, result => Assert.Equal(ClaimOutcome.Claimed, result.Outcome));
        Assert.Single(results.Select(result => result.Coupon!.Id).Distinct());
        Assert.Equal((1, 1, 1), await BooksAsync(template));
    }

    [Theory]
    [InlineData("2025-01-01", "2025-02-01")]
    [InlineData("2099-01-01", "2099-02-01")]
    public async Task A_coupon_outside_its_window_is_not_known(string from, string to)
    {
        var template = await TemplateAsync(total: 5, perBuyer: 1, from, to);

        Assert.Equal(new ClaimResult(ClaimOutcome.UnknownCoupon), await mall.Promotions.ClaimAsync(Claim(MallServices.NewBuyer(), template), Ct));
        Assert.Equal((0, 0, 0), await BooksAsync(template));
    }

    [Fact]
    public async Task The_seeds_coupons_are_counted_by_their_templates()
    {
        var wrong = await Database.QueryAsync(
            "SELECT t.id FROM coupon_templates AS t LEFT JOIN coupons AS c ON c.template_id = t.id WHERE t.id < 1000000 GROUP BY t.id HAVING t.taken <> count(c.id)",
            row => row.GetInt64(0), Ct);

        Assert.Empty(wrong);
        Assert.Equal(6, (await mall.Promotions.CouponsAsync(null, Ct)).Count(template => template.Id <= 6));
        Assert.Equal(2, (await mall.Promotions.CouponsOfAsync(20, Ct)).Count);
        Assert.Equal(2, (await mall.Promotions.CouponsAsync(9, Ct)).Count);
    }

    private SeawallDataSource Database => mall.Database(PromotionsBusiness.Name);

    private static CouponClaim Claim(long buyer, long template) => new(buyer, template, Guid.NewGuid(), "5b0f5a5e-0000-4000-8000-000000000001");

    // A shop nobody has, so that the coupon center of other tests is as seeded.
    private async Task<long> TemplateAsync(int total, int perBuyer, string from = "2025-01-01", string to = "2099-01-01")
    {
        var id = Interlocked.Increment(ref _templates);
        await Database.ExecuteAsync(
            """
            INSERT INTO coupon_templates (id, shop_id, title_zh, title_en, threshold_cents, minus_cents, total, per_buyer, starts_at, ends_at)
            VALUES ($1, 999999, '测试', 'Test', 1000, 100, $2, $3, $4, $5)
            """,
            Ct, id, total, perBuyer, DateTime.SpecifyKind(DateTime.Parse(from, null), DateTimeKind.Utc), DateTime.SpecifyKind(DateTime.Parse(to, null), DateTimeKind.Utc));
        return id;
    }

    private async Task<(int Taken, int Coupons, int Journal)> BooksAsync(long template) => await Database.FindAsync(
        """
        SELECT taken, (SELECT count(*)::int FROM coupons WHERE template_id = $1),
               (SELECT count(*)::int FROM coupon_journal WHERE template_id = $1 AND step = 'Claimed')
        FROM coupon_templates WHERE id = $1
        """,
        row => (row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)), Ct, template);
}
