using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Redis.Caching;

namespace Seawall.Mall.GroupBuy.Deals;

/// <summary>The running deals: home, lists and one with its open parties, from the database behind a plain cache.</summary>
internal sealed class DealBook(
    [FromKeyedServices(GroupBuyBusiness.Name)] SeawallDataSource db, [FromKeyedServices(GroupBuyBusiness.Name)] BusinessCache cache, TimeProvider clock)
{
    private const int Picks = 12;
    private const int DealsOfSection = 6;
    private const int MostDeals = 50;
    private const int OpenParties = 6;

    private static readonly TimeSpan HomeLifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ListLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DealLifetime = TimeSpan.FromSeconds(10);

    public Task<GroupHome> HomeAsync(CancellationToken ct) => cache.GetAsync(DealKeys.Home, HomeLifetime, ReadHomeAsync, ct);

    public Task<DealPage> ListAsync(DealQuery query, CancellationToken ct)
    {
        var after = DealCursor.Parse(query.After);
        var count = Math.Clamp(query.Count, 1, MostDeals);
        return cache.GetAsync(DealKeys.List(query.CategorySlug, after, count), ListLifetime, load => ReadListAsync(query.CategorySlug, after, count, load), ct);
    }

    public Task<GroupDeal?> FindAsync(long deal, CancellationToken ct) =>
        cache.GetAsync(DealKeys.Deal(deal), DealLifetime, load => ReadAsync(deal, load), ct);

    private async Task<GroupHome> ReadHomeAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        var picks = await connection.QueryAsync(
            $"SELECT {DealRow.Columns} FROM deals AS d WHERE d.starts_at <= $1 AND d.ends_at > $1 ORDER BY d.sold DESC, d.id DESC LIMIT $2",
            DealRow.Read, ct, now, Picks);
        var best = await connection.QueryAsync(
            $"""
            SELECT {DealRow.Columns}, c.slug, c.name_zh, c.name_en
            FROM (SELECT *, row_number() OVER (PARTITION BY category_slug ORDER BY sold DESC, id DESC) AS place
                  FROM deals WHERE starts_at <= $1 AND ends_at > $1) AS d
            JOIN categories AS c ON c.slug = d.category_slug
            WHERE d.place <= $2 ORDER BY c.position, d.place
            """,
            row => (Deal: DealRow.Read(row), Slug: row.GetString(DealRow.Next), Name: new LocalText(row.GetString(DealRow.Next + 1), row.GetString(DealRow.Next + 2))),
            ct, now, DealsOfSection);
        return new GroupHome(
            picks, [.. best.GroupBy(row => (row.Slug, row.Name), row => row.Deal).Select(section => new GroupSection(section.Key.Slug, section.Key.Name, [.. section]))]);
    }

    private async Task<DealPage> ReadListAsync(string? category, DealCursor after, int count, CancellationToken ct)
    {
        var sql = $"""
            SELECT {DealRow.Columns} FROM deals AS d
            WHERE {(category is null ? "$1::text IS NULL" : "d.category_slug = $1")} AND (d.sold, d.id) < ($2, $3) AND d.starts_at <= $4 AND d.ends_at > $4
            ORDER BY d.sold DESC, d.id DESC LIMIT $5
            """;
        var deals = await db.QueryAsync(sql, DealRow.Read, ct, category, after.Sold, after.Id, clock.GetUtcNow(), count + 1);
        if (deals.Count <= count)
            return new DealPage(deals, null);
        deals.RemoveAt(count);
        return new DealPage(deals, DealCursor.After(deals[^1]).ToString());
    }

    private async Task<GroupDeal?> ReadAsync(long deal, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        // What failed parties still hold is free again, though nobody has written that down yet.
        var found = await connection.FindAsync(
            $"""
            SELECT {DealRow.Columns}, d.description_zh, d.description_en, d.most_per_buyer, d.stock - d.taken
                + (SELECT coalesce(sum(s.quantity), 0) FROM parties AS p JOIN seats AS s ON s.party_id = p.id
                   WHERE p.deal_id = d.id AND p.status = 'Forming' AND p.deadline <= $2)
            FROM deals AS d WHERE d.id = $1 AND d.starts_at <= $2 AND d.ends_at > $2
            """,
            row => new GroupDeal(
                DealRow.Read(row),
                new(row.GetString(DealRow.Next), row.GetString(DealRow.Next + 1)),
                (int)row.GetInt64(DealRow.Next + 3),
                row.GetInt32(DealRow.Next + 2),
                []),
            ct, deal, now);
        if (found is null)
            return null;
        var parties = await connection.QueryAsync(
            """
            SELECT id, leader, seats, size, deadline FROM parties
            WHERE deal_id = $1 AND status = 'Forming' AND deadline > $2
            ORDER BY size - seats, deadline, id LIMIT $3
            """,
            row => new Party(row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetFieldValue<DateTimeOffset>(4)),
            ct, deal, now, OpenParties);
        return found with { Parties = parties };
    }
}
