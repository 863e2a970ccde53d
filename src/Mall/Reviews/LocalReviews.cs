using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Reviews.Lists;
using Seawall.Mall.Reviews.Ratings;
using Seawall.Mall.Reviews.Writing;

namespace Seawall.Mall.Reviews;

/// <summary>The business as its own process, or its host, calls it.</summary>
internal sealed class LocalReviews(ReviewLists lists, ShopRatings ratings, ReviewWriting writing) : IReviews
{
    public Task<ReviewPage> ListAsync(ReviewQuery query, CancellationToken ct) => lists.ListAsync(query, ct);

    public Task<IReadOnlyList<ReviewCounts>> CountsAsync(IReadOnlyList<long> items, CancellationToken ct) => lists.CountsAsync(items, ct);

    public Task<IReadOnlyList<ShopRating>> RatingsAsync(IReadOnlyList<long> shops, CancellationToken ct) => ratings.ReadAsync(shops, ct);

    public Task<IReadOnlyList<long>> ReviewedAsync(long order, CancellationToken ct) => lists.ReviewedAsync(order, ct);

    public Task<WriteReviewOutcome> WriteAsync(NewReview review, CancellationToken ct) => writing.WriteAsync(review, ct);
}
