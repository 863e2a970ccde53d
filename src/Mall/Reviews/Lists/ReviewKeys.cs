using System.Globalization;
using Seawall.Mall.Contracts.Reviews;

namespace Seawall.Mall.Reviews.Lists;

/// <summary>Under which keys the business's cache keeps what; a new review makes some of them stale.</summary>
internal static class ReviewKeys
{
    public const string Counts = "counts:";
    public const string Rating = "rating:";

    public static string FirstPage(long item, StarsFilter stars) => string.Create(CultureInfo.InvariantCulture, $"list:{item}:{stars}");

    public static string LaterPage(ReviewQuery query, long before, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"list:{query.ItemId}:{query.Stars}:{before}:{count}");

    /// <summary>What a new review of these stars, without pictures, changes.</summary>
    public static IReadOnlyList<string> StaleAfter(long item, long? shop, int stars)
    {
        string[] ofItem = [Id(Counts, item), FirstPage(item, StarsFilter.All), FirstPage(item, StarsClass.Of(stars))];
        return shop is { } rated ? [.. ofItem, Id(Rating, rated)] : ofItem;
    }

    private static string Id(string prefix, long id) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{id}");
}
