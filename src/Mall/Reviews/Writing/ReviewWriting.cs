using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Reviews.Lists;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Reviews.Writing;

/// <summary>Writes the one review of a paid order line, with the scores of its shop, and makes the cache forget what it changed.</summary>
internal sealed class ReviewWriting(
    [FromKeyedServices(ReviewsBusiness.Name)] SeawallDataSource db, [FromKeyedServices(ReviewsBusiness.Name)] BusinessCache cache,
    ITrade trade, ICatalog catalog, TimeProvider clock)
{
    public async Task<WriteReviewOutcome> WriteAsync(NewReview review, CancellationToken ct)
    {
        if (Check(review) is { } fault)
            return fault;
        var order = await trade.FindOrderAsync(review.Buyer, review.Order, ct);
        if (order is null || order.Lines.All(line => line.ItemId != review.ItemId))
            return WriteReviewOutcome.UnknownOrderLine;
        if (order.Status != OrderStatus.Paid)
            return WriteReviewOutcome.NotPaid;

        // An item that left the catalog can still be reviewed; its shop is then not scored.
        var shop = (await catalog.ItemsAsync([review.ItemId], ct)).FirstOrDefault()?.ShopId;
        if (!await InsertAsync(review, shop, ct))
            return WriteReviewOutcome.AlreadyWritten;
        await cache.RemoveAsync(ReviewKeys.StaleAfter(review.ItemId, shop, review.Stars), ct);
        return WriteReviewOutcome.Written;
    }

    /// <summary>What is wrong with the review itself; null for nothing.</summary>
    public static WriteReviewOutcome? Check(NewReview review)
    {
        if (new[] { review.Stars, review.Description, review.Service, review.Logistics }.Any(score => score is < 1 or > 5))
            return WriteReviewOutcome.ScoreInvalid;
        var text = review.Text?.Trim() ?? "";
        return text.Length is 0 or > ReviewLimits.LongestText || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
            ? WriteReviewOutcome.TextInvalid
            : null;
    }

    private async Task<bool> InsertAsync(NewReview review, long? shop, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // A second request for the same line waits here for the first one's end, and then writes nothing.
        var written = await connection.ExecuteAsync(
            """
            INSERT INTO reviews (order_id, item_id, shop_id, buyer_id, buyer_name, stars, content, written_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (order_id, item_id) DO NOTHING
            """,
            ct, review.Order, review.ItemId, shop, review.Buyer, review.Anonymous ? VeiledName.Of(review.Name) : review.Name,
            review.Stars, review.Text.Trim(), now);
        if (written == 0)
            return false;
        if (shop is { } rated)
            await RateAsync(connection, review, rated, now, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static Task<int> RateAsync(DbConnection connection, NewReview review, long shop, DateTimeOffset now, CancellationToken ct) =>
        connection.ExecuteAsync(
            """
            INSERT INTO ratings (order_id, item_id, shop_id, buyer_id, description, service, logistics, rated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            ct, review.Order, review.ItemId, shop, review.Buyer, review.Description, review.Service, review.Logistics, now);
}
