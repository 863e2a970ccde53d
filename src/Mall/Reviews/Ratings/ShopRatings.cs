using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Reviews.Lists;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Reviews.Ratings;

/// <summary>The detailed seller ratings (DSR): mean scores over the rated trades of <see cref="RatingWindow"/>, of which a buyer's first three
/// with a shop in a calendar month count.</summary>
internal sealed class ShopRatings(
    [FromKeyedServices(ReviewsBusiness.Name)] SeawallDataSource db, [FromKeyedServices(ReviewsBusiness.Name)] BusinessCache cache, TimeProvider clock)
{
    /// <summary>How many trades of one buyer with one shop count in a calendar month.</summary>
    public const int MostAMonth = 3;

    private const int MostShops = 100;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<ShopRating>> ReadAsync(IReadOnlyList<long> shops, CancellationToken ct) =>
        [.. (await cache.GetManyAsync(ReviewKeys.Rating, [.. shops.Distinct().Take(MostShops)], Lifetime, SumAsync, ct)).Values];

    /// <summary>The mean of scores in tenths, half up, without a fraction on the way.</summary>
    public static int Tenths(long sum, long count) => (int)(((20 * sum) + count) / (2 * count));

    private async Task<IReadOnlyDictionary<long, ShopRating>> SumAsync(IReadOnlyList<long> shops, CancellationToken ct)
    {
        var window = RatingWindow.At(clock.GetUtcNow());
        var ratings = await db.QueryAsync(
            """
            SELECT shop_id, sum(description), sum(service), sum(logistics), count(*)
            FROM (
                SELECT shop_id, description, service, logistics, rated_at,
                       row_number() OVER (
                           PARTITION BY shop_id, buyer_id, date_trunc('month', rated_at AT TIME ZONE interval '8 hours')
                           ORDER BY rated_at, order_id, item_id) AS nth
                FROM ratings WHERE shop_id = ANY ($1) AND rated_at >= $2 AND rated_at <= $4
            ) AS numbered
            WHERE nth <= $5 AND rated_at > $3
            GROUP BY shop_id
            """,
            row => new ShopRating(
                row.GetInt64(0),
                Tenths(row.GetInt64(1), row.GetInt64(4)),
                Tenths(row.GetInt64(2), row.GetInt64(4)),
                Tenths(row.GetInt64(3), row.GetInt64(4)),
                (int)row.GetInt64(4)),
            ct, shops.ToArray(), window.FirstMonth, window.From, window.To, MostAMonth);
        return ratings.ToDictionary(rating => rating.ShopId);
    }
}
