using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Reviews.Lists;

/// <summary>An item's reviews and their counts, from the database behind a plain cache.</summary>
/// <remarks>Numbers grow with time, so newest first is highest first, and a page's cursor is the last number it showed (keyset).</remarks>
internal sealed class ReviewLists(
    [FromKeyedServices(ReviewsBusiness.Name)] SeawallDataSource db, [FromKeyedServices(ReviewsBusiness.Name)] BusinessCache cache)
{
    private const int MostReviews = 20;
    private const int MostItems = 100;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly string[] Statements = [.. Enum.GetValues<StarsFilter>().Select(filter =>
        $"""
        SELECT id, item_id, buyer_name, stars, content, pictures, written_at, reply, addition FROM reviews
        WHERE item_id = $1 AND id < $2 AND {StarsClass.Condition(filter)}
        ORDER BY id DESC LIMIT $3
        """)];

    public async Task<ReviewPage> ListAsync(ReviewQuery query, CancellationToken ct)
    {
        var count = Math.Clamp(query.Count, 1, MostReviews);
        var filter = Enum.IsDefined(query.Stars) ? query.Stars : StarsFilter.All;
        if (long.TryParse(query.After, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            return await cache.GetAsync(ReviewKeys.LaterPage(query, before, count), Lifetime, load => ReadAsync(query.ItemId, filter, before, count, load), ct);

        // The first page is kept whole under one key, whatever part of it is asked for, so that a new review knows what to forget.
        var first = await cache.GetAsync(
            ReviewKeys.FirstPage(query.ItemId, filter), Lifetime, load => ReadAsync(query.ItemId, filter, long.MaxValue, MostReviews, load), ct);
        return first.Reviews.Count <= count ? first : Page([.. first.Reviews.Take(count)]);
    }

    public async Task<IReadOnlyList<ReviewCounts>> CountsAsync(IReadOnlyList<long> items, CancellationToken ct) =>
        [.. (await cache.GetManyAsync(ReviewKeys.Counts, [.. items.Distinct().Take(MostItems)], Lifetime, CountAsync, ct)).Values];

    public async Task<IReadOnlyList<long>> ReviewedAsync(long order, CancellationToken ct) =>
        await db.QueryAsync("SELECT item_id FROM reviews WHERE order_id = $1", row => row.GetInt64(0), ct, order);

    private async Task<ReviewPage> ReadAsync(long item, StarsFilter filter, long before, int count, CancellationToken ct)
    {
        var reviews = await db.QueryAsync(Statements[(int)filter], ReadReview, ct, item, before, count + 1);
        return reviews.Count <= count ? new ReviewPage(reviews, null) : Page(reviews.GetRange(0, count));
    }

    private async Task<IReadOnlyDictionary<long, ReviewCounts>> CountAsync(IReadOnlyList<long> items, CancellationToken ct) =>
        (await db.QueryAsync(
            """
            SELECT item_id, count(*)::int, count(*) FILTER (WHERE stars >= 4)::int, count(*) FILTER (WHERE stars = 3)::int,
                   count(*) FILTER (WHERE stars <= 2)::int, count(*) FILTER (WHERE cardinality(pictures) > 0)::int
            FROM reviews WHERE item_id = ANY ($1) GROUP BY item_id
            """,
            row => new ReviewCounts(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5)),
            ct, items.ToArray())).ToDictionary(counts => counts.ItemId);

    // A page that is known not to be the last.
    private static ReviewPage Page(IReadOnlyList<Review> reviews) => new(reviews, reviews[^1].Id.ToString(CultureInfo.InvariantCulture));

    private static Review ReadReview(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt16(3), row.GetString(4), row.GetFieldValue<string[]>(5),
        row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetString(7), row.IsDBNull(8) ? null : row.GetString(8));
}
