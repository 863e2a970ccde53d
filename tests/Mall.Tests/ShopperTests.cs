using Seawall.Mall.Traffic;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Tests;

public sealed class ShopperTests
{
    [Fact]
    public async Task The_same_seed_makes_the_same_choices_and_another_seed_others()
    {
        var (asked, _) = await WalkAsync(seed: 5);

        Assert.Equal(asked, (await WalkAsync(seed: 5)).Asked);
        Assert.NotEqual(asked, (await WalkAsync(seed: 6)).Asked);
    }

    [Fact]
    public async Task Every_kind_of_page_of_every_business_is_visited()
    {
        var (_, figures) = await WalkAsync(seed: 1);

        Assert.Equal(
            [
                "activities", "activity", "add", "cancel", "cart", "category", "channel", "channels", "checkout", "claim", "coupons", "deal", "deals", "follow",
                "group", "home", "item", "join", "order", "orders", "pay", "review", "review-form", "reviews", "search", "shop", "shop-items", "shops", "sign-in",
            ],
            figures.Pages.Select(page => page.Page));
        Assert.Equal(
            ["accounts", "catalog", "channels", "groupbuy", "promotions", "reviews", "shops", "trade"], figures.Businesses.Select(business => business.Business));
        Assert.Equal(figures.Requests, figures.Businesses.Sum(business => business.Requests));
        Assert.Equal(0, figures.Errors);
    }

    [Fact]
    public async Task An_entry_that_is_not_there_is_asked_for_once_and_is_no_error()
    {
        var (asked, figures) = await WalkAsync(seed: 1, "/group");

        Assert.Single(asked, "GET /group");
        Assert.Equal([new MissingEntry("/group", 1)], figures.Missing);
        Assert.Equal(0, figures.Errors);
        Assert.DoesNotContain(figures.Businesses, business => business.Business == "groupbuy");
    }

    [Fact]
    public async Task A_share_of_zero_is_never_done()
    {
        var (asked, _) = await WalkAsync(new TrafficMix { Buys = 0, Claims = 0, Joins = 0, Follows = 0 }, seed: 3);

        Assert.DoesNotContain(asked, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    private static Task<(IReadOnlyList<string> Asked, TrafficFigures Figures)> WalkAsync(int seed, params string[] missing) =>
        WalkAsync(new TrafficMix(), seed, missing);

    private static async Task<(IReadOnlyList<string> Asked, TrafficFigures Figures)> WalkAsync(TrafficMix mix, int seed, params string[] missing)
    {
        using var storefront = new FakeStorefront(enough: 4000, missing);
        using var http = new HttpClient(storefront) { BaseAddress = new Uri("http://storefront.test") };
        var options = new TrafficOptions { Storefront = http.BaseAddress, Think = TimeSpan.Zero, Seed = seed, Mix = mix };
        var (meter, ledger) = (new TrafficMeter(TimeProvider.System), new Ledger());

        await TrafficRun.Shop(options, http, meter, ledger, 0, TimeProvider.System).RunAsync(storefront.Enough, CancellationToken.None);

        return (storefront.Asked, meter.Read(ledger));
    }
}
