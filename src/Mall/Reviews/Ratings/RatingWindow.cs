namespace Seawall.Mall.Reviews.Ratings;

/// <summary>The trades a shop's rating counts at a moment: after <paramref name="From"/> and not after <paramref name="To"/>.</summary>
/// <param name="FirstMonth">The start of the calendar month that <paramref name="From"/> lies in, from which a buyer's trades are numbered.</param>
/// <remarks>Trailing six months as Taobao's DSR has them: from 00:00 of the same date six months ago, exclusive, in the shops' zone (UTC+8);
/// a date that its month lacks is that month's last. The day that runs is counted up to now.</remarks>
internal sealed record RatingWindow(DateTimeOffset FirstMonth, DateTimeOffset From, DateTimeOffset To)
{
    public const int Months = 6;

    public static readonly TimeSpan ShopZone = TimeSpan.FromHours(8);

    public static RatingWindow At(DateTimeOffset now)
    {
        var from = now.ToOffset(ShopZone).Date.AddMonths(-Months);
        return new(
            new DateTimeOffset(from.Year, from.Month, 1, 0, 0, 0, ShopZone).ToUniversalTime(), new DateTimeOffset(from, ShopZone).ToUniversalTime(), now.ToUniversalTime());
    }
}
