using Seawall.Mall.Contracts.Http;

namespace Seawall.Mall.Contracts.Reviews;

/// <summary>The reviews business over HTTP.</summary>
public sealed class ReviewsClient(HttpClient http) : IReviews
{
    public Task<ReviewPage> ListAsync(ReviewQuery query, CancellationToken ct) =>
        http.GetAsync<ReviewPage>($"reviews/items/{query.ItemId}?stars={query.Stars}&count={query.Count}{ContractHttp.After(query.After)}", ct);

    public Task<IReadOnlyList<ReviewCounts>> CountsAsync(IReadOnlyList<long> items, CancellationToken ct) =>
        http.GetByIdsAsync<ReviewCounts>("reviews/counts", items, ct);

    public Task<IReadOnlyList<ShopRating>> RatingsAsync(IReadOnlyList<long> shops, CancellationToken ct) =>
        http.GetByIdsAsync<ShopRating>("reviews/ratings", shops, ct);

    public Task<IReadOnlyList<long>> ReviewedAsync(long order, CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<long>>($"reviews/orders/{order}", ct);

    public Task<WriteReviewOutcome> WriteAsync(NewReview review, CancellationToken ct) =>
        http.SendAsync<WriteReviewOutcome>(HttpMethod.Post, "reviews", review, ct);
}
