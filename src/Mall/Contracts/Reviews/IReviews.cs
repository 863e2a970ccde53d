namespace Seawall.Mall.Contracts.Reviews;

/// <summary>What buyers say of items and shops.</summary>
public interface IReviews
{
    /// <summary>One page of an item's reviews, newest first.</summary>
    Task<ReviewPage> ListAsync(ReviewQuery query, CancellationToken ct);

    /// <summary>How many reviews of each kind the items have; an item without any is left out.</summary>
    Task<IReadOnlyList<ReviewCounts>> CountsAsync(IReadOnlyList<long> items, CancellationToken ct);

    /// <summary>The detailed seller ratings (DSR) of the shops given; a shop without any is left out.</summary>
    Task<IReadOnlyList<ShopRating>> RatingsAsync(IReadOnlyList<long> shops, CancellationToken ct);

    /// <summary>The items of an order that have their review.</summary>
    Task<IReadOnlyList<long>> ReviewedAsync(long order, CancellationToken ct);

    /// <summary>Writes the one review of an order's line, which must be the buyer's and paid.</summary>
    Task<WriteReviewOutcome> WriteAsync(NewReview review, CancellationToken ct);
}

/// <summary>Which stars a list shows.</summary>
public enum StarsFilter
{
    All,
    Good,
    Middling,
    Bad,
    WithPictures,
}

/// <summary>A page of an item's reviews; <paramref name="After"/> is the cursor of the page before, null for the first.</summary>
public sealed record ReviewQuery(long ItemId, StarsFilter Stars, string? After, int Count);

/// <summary>Reviews and the cursor of the next page; null at the end.</summary>
public sealed record ReviewPage(IReadOnlyList<Review> Reviews, string? Next);

/// <summary>A review; <paramref name="Buyer"/> is the name to show, <paramref name="Pictures"/> names its drawings.</summary>
public sealed record Review(
    long Id, long ItemId, string Buyer, int Stars, string Text, IReadOnlyList<string> Pictures, DateTimeOffset WrittenAt, string? Reply, string? Addition);

/// <summary>Counts of an item's reviews: good is 4–5 stars, middling 3, bad 1–2.</summary>
public sealed record ReviewCounts(long ItemId, int All, int Good, int Middling, int Bad, int WithPictures);

/// <summary>A shop's three scores in tenths of a star, 10..50, over <paramref name="Count"/> rated trades.</summary>
public sealed record ShopRating(long ShopId, int Description, int Service, int Logistics, int Count);

/// <summary>The limits of reviews.</summary>
public static class ReviewLimits
{
    /// <summary>The most characters of a review.</summary>
    public const int LongestText = 500;
}

/// <summary>A review to write: <paramref name="Name"/> is shown, veiled if anonymous; the stars of the item and the three scores of its shop are 1..5.</summary>
public sealed record NewReview(
    long Buyer, string Name, bool Anonymous, long Order, long ItemId, int Stars, string Text, int Description, int Service, int Logistics);

/// <summary>How writing ended.</summary>
public enum WriteReviewOutcome
{
    Written,
    UnknownOrderLine,
    NotPaid,
    AlreadyWritten,
    TextInvalid,
    ScoreInvalid,
}
