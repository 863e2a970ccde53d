using Seawall.Kernel;
using Seawall.Mall.Contracts;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Promotions.Pricing;

namespace Seawall.Mall.Tests;

public sealed class CartPricingTests
{
    private static readonly LocalText Text = new("券", "coupon");
    private static readonly DateTimeOffset To = new(2027, 12, 31, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(900, 950, 900)]
    [InlineData(950, 900, 900)]
    [InlineData(1000, 1100, 1000)]
    [InlineData(1200, 1100, 1000)]
    [InlineData(0, 500, 0)]
    public void The_lowest_discount_of_an_item_wins_and_none_makes_it_dearer(long first, long second, long expected)
    {
        var price = CartPricing.Decide([Line(1, 1, 1000, 3)], [Offer(1, first), Offer(1, second), Offer(2, 1)], [], coupon: null);

        Assert.Equal([new PricedLine(1, new(expected), 3)], price.Lines);
        Assert.Equal(new Cents(expected * 3), price.Payable);
    }

    [Theory]
    [InlineData(9999, 0, 0)]
    [InlineData(10000, 1, 500)]
    [InlineData(19999, 1, 500)]
    [InlineData(20000, 2, 1500)]
    [InlineData(50000, 2, 1500)]
    public void The_best_reached_offer_of_a_shop_counts_once_and_equality_reaches(long sum, long offer, long minus)
    {
        ShopOffer[] offers = [Full(1, 1, 10000, 500), Full(2, 1, 20000, 1500), Full(3, 1, 30000, 1500), Full(4, 2, 100, 100)];

        var price = CartPricing.Decide([Line(1, 1, sum, 1)], [], offers, coupon: null);

        Assert.Equal(offer == 0 ? [] : [new ShopSaving(1, offer, new(minus))], price.ShopSavings);
        Assert.Equal(new Cents(sum - minus), price.Payable);
    }

    [Fact]
    public void A_shops_threshold_is_tested_on_what_item_discounts_left_of_its_own_lines()
    {
        PriceLine[] lines = [Line(1, 1, 6000, 1), Line(2, 1, 4000, 1), Line(3, 2, 9000, 1)];

        var full = CartPricing.Decide(lines, [], [Full(1, 1, 10000, 700)], coupon: null);
        var reduced = CartPricing.Decide(lines, [Offer(1, 5999)], [Full(1, 1, 10000, 700)], coupon: null);

        Assert.Equal(new Cents(18300), full.Payable);
        Assert.Empty(reduced.ShopSavings);
        Assert.Equal(new Cents(18999), reduced.Payable);
    }

    [Theory]
    [InlineData(null, 18000, 1000, 1000)]
    [InlineData(null, 18001, 1000, 0)]
    [InlineData(1L, 9000, 1000, 1000)]
    [InlineData(1L, 9001, 1000, 0)]
    [InlineData(2L, 9000, 99999, 9000)]
    [InlineData(null, 100, 99999, 18000)]
    [InlineData(3L, 1, 100, 0)]
    public void A_coupon_counts_on_what_is_left_of_its_scope_and_takes_no_more_than_that(long? shop, long threshold, long minus, long expected)
    {
        var coupon = Coupon(shop, threshold, minus);

        var price = CartPricing.Decide([Line(1, 1, 10000, 1), Line(2, 2, 9000, 1)], [], [Full(1, 1, 10000, 1000)], coupon);

        Assert.Equal(new Cents(expected), price.CouponSaving);
        Assert.Equal(new Cents(18000 - expected), price.Payable);
    }

    [Fact]
    public void An_empty_cart_costs_nothing()
    {
        var price = CartPricing.Decide([], [], [Full(1, 1, 1, 1)], Coupon(null, 1, 1));

        Assert.Equal((Cents.Zero, Cents.Zero), (price.CouponSaving, price.Payable));
    }

    [Fact]
    public void Random_carts_add_up_to_the_cent_and_no_part_is_below_zero()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var n = 0; n < 20_000; n++)
        {
            var failure = $"seed {seed}, cart {n}";
            PriceLine[] lines = [.. Enumerable.Range(1, random.Next(8)).Select(item => Line(item, random.Next(1, 4), random.Next(50_000), random.Next(1, 100)))];
            ItemOffer[] itemOffers = [.. Enumerable.Range(0, random.Next(6)).Select(_ => Offer(random.Next(1, 9), random.Next(60_000)))];
            ShopOffer[] shopOffers = [.. Enumerable.Range(1, random.Next(6)).Select(id => Full(id, random.Next(1, 4), random.Next(1, 90_000), random.Next(1, 90_000)))];
            var coupon = random.Next(2) == 0 ? null : Coupon(random.Next(3) == 0 ? random.Next(1, 5) : null, random.Next(1, 90_000), random.Next(1, 90_000));

            var price = CartPricing.Decide(lines, itemOffers, shopOffers, coupon);

            var sum = price.Lines.Sum(line => line.Price.Value * line.Quantity);
            Assert.True(price.Payable.Value >= 0 && price.Payable.Value == sum - price.ShopSavings.Sum(saving => saving.Minus.Value) - price.CouponSaving.Value, failure);
            Assert.True(price.ShopSavings.Select(saving => saving.ShopId).Distinct().Count() == price.ShopSavings.Count, failure);
            foreach (var (line, priced) in lines.Zip(price.Lines))
                Assert.True((line.ItemId, line.Quantity) == (priced.ItemId, priced.Quantity) && !(priced.Price > line.ListPrice) && priced.Price.Value >= 0, failure);
            foreach (var shop in lines.Select(line => line.ShopId).Distinct())
                Assert.True(BestByHand(shop, lines, price.Lines, shopOffers) == (price.ShopSavings.SingleOrDefault(saving => saving.ShopId == shop)?.Minus ?? Cents.Zero), failure);
            // The order of the offers is nobody's business.
            var shuffled = CartPricing.Decide(lines, [.. itemOffers.Reverse()], [.. shopOffers.Reverse()], coupon);
            Assert.True(price.Payable == shuffled.Payable && price.ShopSavings.SequenceEqual(shuffled.ShopSavings), failure);
        }
    }

    // Another way to the same number: what every reached offer would take off, and the most of that.
    private static Cents BestByHand(long shop, PriceLine[] lines, IReadOnlyList<PricedLine> priced, ShopOffer[] offers)
    {
        var sum = lines.Zip(priced).Where(pair => pair.First.ShopId == shop).Sum(pair => pair.Second.Price.Value * pair.Second.Quantity);
        return new(offers.Where(offer => offer.ShopId == shop && offer.Threshold.Value <= sum).Select(offer => Math.Min(offer.Minus.Value, sum)).Append(0).Max());
    }

    private static PriceLine Line(long item, long shop, long price, int quantity) => new(item, shop, new(price), quantity);

    private static ItemOffer Offer(long item, long price) => new(item, new(price), Text, To);

    private static ShopOffer Full(long id, long shop, long threshold, long minus) => new(id, shop, new(threshold), new(minus), To);

    private static Coupon Coupon(long? shop, long threshold, long minus) => new(1, 1, shop, Text, new(threshold), new(minus), CouponStatus.Unused, To);
}
