using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Reviews;
using Seawall.Mall.Reviews.Ratings;
using Xunit.Abstractions;

namespace Seawall.Mall.Tests;

public sealed class ShopRatingTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    private static long _shops = 1_000_000;
    private static long _orders = 1_000_000_000;

    private readonly FixedClock _clock = new(new DateTimeOffset(2026, 11, 11, 10, 0, 0, Shanghai));

    private ServiceProvider _provider = null!;

    private SeawallDataSource Database => _provider.GetRequiredKeyedService<SeawallDataSource>(ReviewsBusiness.Name);

    private ShopRatings Ratings => _provider.GetRequiredService<ShopRatings>();

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSeawall(new SeawallServiceOptions { Name = "tests" });
        services.AddSingleton<TimeProvider>(_clock);
        services.AddReviews(await MallDatabase.OptionsAsync(ReviewsBusiness.Name, poolSize: 2), cache: null);
        _provider = services.BuildServiceProvider();
    }

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task Any_history_of_ratings_sums_to_what_a_recount_by_hand_does()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var shop = Interlocked.Increment(ref _shops);
            var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, Shanghai);
            var rated = Enumerable.Range(0, random.Next(1, 120)).Select(_ => new Rated(
                Interlocked.Increment(ref _orders), random.Next(1, 4),
                // Often on a midnight of the shops' zone, where days, months and the window begin.
                random.Next(3) == 0 ? start.AddDays(random.Next(400)) : start.AddMinutes(random.Next(400 * 24 * 60)),
                random.Next(1, 6), random.Next(1, 6), random.Next(1, 6))).ToList();
            await InsertAsync(shop, rated);
            foreach (var now in Enumerable.Range(0, 5).Select(_ => start.AddDays(random.Next(430)).AddMinutes(random.Next(3) * 7)))
            {
                _clock.Now = now;
                Assert.Equal(Recount(shop, rated, now), (await Ratings.ReadAsync([shop], Ct)).SingleOrDefault());
            }
        }
    }

    [Fact]
    public async Task Of_a_buyers_trades_in_a_calendar_month_the_first_three_count()
    {
        var shop = Interlocked.Increment(ref _shops);
        var month = new DateTimeOffset(2026, 10, 1, 0, 0, 0, Shanghai);
        await InsertAsync(shop, [.. Enumerable.Range(0, 5).Select(day => new Rated(Interlocked.Increment(ref _orders), 1, month.AddDays(day), 5, 4, day < 3 ? 5 : 1))]);

        Assert.Equal(new ShopRating(shop, 50, 40, 50, 3), Assert.Single(await Ratings.ReadAsync([shop], Ct)));
    }

    [Fact]
    public async Task Every_seeded_shop_has_a_rating_on_the_day_and_a_year_later()
    {
        foreach (var day in new[] { _clock.Now, _clock.Now.AddYears(1) })
        {
            _clock.Now = day;
            var ratings = await Ratings.ReadAsync([.. Enumerable.Range(1, 24).Select(shop => (long)shop)], Ct);

            Assert.Equal(24, ratings.Count);
            Assert.All(ratings, rating => Assert.True(rating.Count >= 15 && rating.Description > 40, rating.ToString()));
        }
    }

    [Theory]
    [InlineData(9, 2, 45)]
    [InlineData(937, 200, 47)]
    [InlineData(929, 200, 46)]
    [InlineData(1, 1, 10)]
    [InlineData(5, 1, 50)]
    [InlineData(14, 3, 47)]
    public void Scores_are_shown_in_tenths_half_up(long sum, long count, int expected) => Assert.Equal(expected, ShopRatings.Tenths(sum, count));

    [Theory]
    [InlineData("2026-11-11T10:00:00+08:00", "2026-05-11T00:00:00+08:00", "2026-05-01T00:00:00+08:00")]
    [InlineData("2026-11-10T16:00:00+00:00", "2026-05-11T00:00:00+08:00", "2026-05-01T00:00:00+08:00")]
    [InlineData("2026-08-31T00:00:00+08:00", "2026-02-28T00:00:00+08:00", "2026-02-01T00:00:00+08:00")]
    public void The_window_opens_on_the_same_date_six_months_before(string now, string from, string firstMonth)
    {
        var window = RatingWindow.At(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture), window.From);
        Assert.Equal(DateTimeOffset.Parse(firstMonth, System.Globalization.CultureInfo.InvariantCulture), window.FirstMonth);
    }

    private static ShopRating? Recount(long shop, List<Rated> rated, DateTimeOffset now)
    {
        var local = now.ToOffset(Shanghai);
        var opens = new DateTimeOffset(local.Date.AddMonths(-6), Shanghai);
        var counted = new List<Rated>();
        foreach (var trade in rated.OrderBy(trade => trade.At).ThenBy(trade => trade.Order))
        {
            var earlier = rated.Count(other => other.Buyer == trade.Buyer
                && (other.At.Year, other.At.Month) == (trade.At.Year, trade.At.Month)
                && (other.At < trade.At || (other.At == trade.At && other.Order < trade.Order)));
            if (earlier < 3 && trade.At > opens && trade.At <= now)
                counted.Add(trade);
        }
        return counted.Count == 0
            ? null
            : new ShopRating(shop, Mean(trade => trade.Description), Mean(trade => trade.Service), Mean(trade => trade.Logistics), counted.Count);

        int Mean(Func<Rated, int> score) => (int)decimal.Round(counted.Sum(score) * 10m / counted.Count, MidpointRounding.AwayFromZero);
    }

    private Task InsertAsync(long shop, IReadOnlyList<Rated> rated) => Database.ExecuteAsync(
        """
        INSERT INTO ratings (order_id, item_id, shop_id, buyer_id, rated_at, description, service, logistics)
        SELECT r.order_id, 1, $1, r.buyer_id, r.rated_at, r.description, r.service, r.logistics
        FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::int[], $6::int[], $7::int[]) AS r (order_id, buyer_id, rated_at, description, service, logistics)
        """,
        Ct, shop,
        rated.Select(trade => trade.Order).ToArray(),
        rated.Select(trade => (long)trade.Buyer).ToArray(),
        rated.Select(trade => trade.At.ToUniversalTime()).ToArray(),
        rated.Select(trade => trade.Description).ToArray(),
        rated.Select(trade => trade.Service).ToArray(),
        rated.Select(trade => trade.Logistics).ToArray());

    private sealed record Rated(long Order, int Buyer, DateTimeOffset At, int Description, int Service, int Logistics);
}
