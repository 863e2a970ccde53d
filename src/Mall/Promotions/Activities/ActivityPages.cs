using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Promotions.Activities;

/// <summary>The activities and their floors.</summary>
internal sealed class ActivityPages(
    [FromKeyedServices(PromotionsBusiness.Name)] SeawallDataSource db,
    [FromKeyedServices(PromotionsBusiness.Name)] BusinessCache cache,
    TimeProvider clock)
{
    private static readonly TimeSpan ListLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PageLifetime = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<ActivityCard>> ListAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var cards = await cache.GetAsync("activities", ListLifetime, token => db.QueryAsync(
            """
            SELECT slug, picture, title_zh, title_en, subtitle_zh, subtitle_en, starts_at, ends_at FROM activities
            WHERE ends_at > $1 ORDER BY ends_at, id
            """,
            ReadCard, token, now), ct);
        return [.. cards.Where(card => card.To > now)];
    }

    public async Task<Activity?> FindAsync(string slug, CancellationToken ct)
    {
        var activity = await cache.GetAsync("activity:" + slug, PageLifetime, token => LoadAsync(slug, token), ct);
        return activity is not null && activity.Card.To > clock.GetUtcNow() ? activity : null;
    }

    private async Task<Activity?> LoadAsync(string slug, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var card = await connection.FindAsync(
            """
            SELECT slug, picture, title_zh, title_en, subtitle_zh, subtitle_en, starts_at, ends_at FROM activities
            WHERE slug = $1 AND ends_at > $2
            """,
            ReadCard, ct, slug, clock.GetUtcNow());
        if (card is null)
            return null;
        var floors = await connection.QueryAsync(
            """
            SELECT f.title_zh, f.title_en, f.items FROM activity_floors AS f JOIN activities AS a ON a.id = f.activity_id
            WHERE a.slug = $1 ORDER BY f.position
            """,
            row => new ActivityFloor(new(row.GetString(0), row.GetString(1)), row.GetFieldValue<long[]>(2)),
            ct, slug);
        return new Activity(card, floors);
    }

    private static ActivityCard ReadCard(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), new(row.GetString(2), row.GetString(3)), new(row.GetString(4), row.GetString(5)),
        row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset>(7));
}
