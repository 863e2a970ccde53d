using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Calls;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.GroupBuy.Deals;
using Seawall.Redis.Caching;

namespace Seawall.Mall.GroupBuy.Parties;

/// <summary>Takes seats in parties. Who joins a deal holds its row, so that joins of one deal happen one after the other;
/// leaving without commit undoes everything.</summary>
internal sealed class PartyJoining(
    [FromKeyedServices(GroupBuyBusiness.Name)] SeawallDataSource db, [FromKeyedServices(GroupBuyBusiness.Name)] BusinessCache cache,
    BackgroundQueue<SoldCounting.Completed> completed, TimeProvider clock)
{
    private const int MostSeats = 50;

    private const string Seats =
        $"""
        SELECT {DealRow.Columns}, p.id, s.quantity, p.seats, CASE WHEN p.status = 'Forming' AND p.deadline <= $2 THEN 'Failed' ELSE p.status END, p.deadline
        FROM seats AS s JOIN parties AS p ON p.id = s.party_id JOIN deals AS d ON d.id = s.deal_id
        WHERE s.buyer_id = $1
        """;

    public async Task<IReadOnlyList<PartySeat>> SeatsOfAsync(long buyer, CancellationToken ct) =>
        await db.QueryAsync(Seats + " ORDER BY s.id DESC LIMIT $3", ReadSeat, ct, buyer, clock.GetUtcNow(), MostSeats);

    public async Task<JoinResult> JoinAsync(JoinParty join, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        var result = await TakeAsync(connection, join, now, ct);
        if (result.Outcome is JoinOutcome.Joined)
            await cache.RemoveAsync([DealKeys.Deal(join.Deal)], ct);
        if (result.Seat is { Status: PartyStatus.Complete })
            completed.TryEnqueue(new SoldCounting.Completed(join.Deal));
        return result;
    }

    private static async Task<JoinResult> TakeAsync(DbConnection connection, JoinParty join, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // 1. The deal, until the end of the transaction.
        var terms = await connection.FindAsync(
            "SELECT size, most_per_buyer, party_hours, starts_at <= $2 AND ends_at > $2 FROM deals WHERE id = $1 FOR NO KEY UPDATE",
            row => new Terms(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetBoolean(3)),
            ct, join.Deal, now);
        if (terms is null)
            return new(JoinOutcome.UnknownDeal);
        // 2. The key: who asks again is told the same.
        if (await FindAsync(connection, join, now, ct) is { } earlier)
            return new(JoinOutcome.Joined, earlier);
        // 3. What parties past their deadline held goes back.
        await FailOverdueAsync(connection, join.Deal, now, ct);
        // 4. The buyer's own limits.
        if (await RefuseAsync(connection, join, terms, ct) is { } refusal)
            return new(refusal);
        // 5. The seat, in the party named or in a new one.
        var (party, outcome) = join.Party is { } named
            ? await SitDownAsync(connection, named, join.Deal, now, ct)
            : terms.Running ? (await OpenAsync(connection, join, terms, now, ct), JoinOutcome.Joined) : (0, JoinOutcome.UnknownDeal);
        if (outcome != JoinOutcome.Joined)
            return new(outcome);
        // 6. The stock.
        if (await connection.ExecuteAsync("UPDATE deals SET taken = taken + $2 WHERE id = $1 AND taken + $2 <= stock", ct, join.Deal, join.Quantity) == 0)
            return new(JoinOutcome.SoldOut);
        var written = await connection.ExecuteAsync(
            """
            INSERT INTO seats (party_id, deal_id, buyer_id, buyer_name, quantity, request_key, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (buyer_id, request_key) DO NOTHING
            """,
            ct, party, join.Deal, join.Buyer, join.Name, join.Quantity, join.Key, now);
        // The key took a seat of another deal meanwhile, under that deal's row.
        if (written == 0)
            return new(JoinOutcome.Joined, await FindAsync(connection, join, now, ct));
        var seat = await FindAsync(connection, join, now, ct);
        await transaction.CommitAsync(ct);
        return new(JoinOutcome.Joined, seat);
    }

    private static Task<PartySeat?> FindAsync(DbConnection connection, JoinParty join, DateTimeOffset now, CancellationToken ct) =>
        connection.FindAsync(Seats + " AND s.request_key = $3", ReadSeat, ct, join.Buyer, now, join.Key);

    private static Task<int> FailOverdueAsync(DbConnection connection, long deal, DateTimeOffset now, CancellationToken ct) =>
        connection.ExecuteAsync(
            """
            WITH over AS (UPDATE parties SET status = 'Failed' WHERE deal_id = $1 AND status = 'Forming' AND deadline <= $2 RETURNING id)
            UPDATE deals SET taken = taken - (SELECT coalesce(sum(quantity), 0) FROM seats WHERE party_id IN (SELECT id FROM over))
            WHERE id = $1 AND EXISTS (SELECT FROM over)
            """,
            ct, deal, now);

    private static async Task<JoinOutcome?> RefuseAsync(DbConnection connection, JoinParty join, Terms terms, CancellationToken ct)
    {
        var (pieces, forming) = await connection.FindAsync(
            """
            SELECT coalesce(sum(s.quantity), 0)::int, coalesce(bool_or(p.status = 'Forming'), false)
            FROM seats AS s JOIN parties AS p ON p.id = s.party_id
            WHERE s.buyer_id = $1 AND s.deal_id = $2 AND p.status <> 'Failed'
            """,
            row => (row.GetInt32(0), row.GetBoolean(1)),
            ct, join.Buyer, join.Deal);
        if (forming)
            return JoinOutcome.AlreadyIn;
        return join.Quantity < 1 || join.Quantity > terms.MostPerBuyer - pieces ? JoinOutcome.TooMany : null;
    }

    private static async Task<(long Party, JoinOutcome Outcome)> SitDownAsync(
        DbConnection connection, long party, long deal, DateTimeOffset now, CancellationToken ct)
    {
        var taken = await connection.ExecuteAsync(
            """
            UPDATE parties SET seats = seats + 1, status = CASE WHEN seats + 1 = size THEN 'Complete' ELSE 'Forming' END
            WHERE id = $1 AND deal_id = $2 AND status = 'Forming' AND seats < size AND deadline > $3
            """,
            ct, party, deal, now);
        if (taken == 1)
            return (party, JoinOutcome.Joined);
        var full = await connection.FindAsync(
            "SELECT status = 'Complete' FROM parties WHERE id = $1 AND deal_id = $2", row => row.GetBoolean(0), ct, party, deal);
        return (party, full ? JoinOutcome.PartyFull : JoinOutcome.PartyOver);
    }

    private static Task<long> OpenAsync(DbConnection connection, JoinParty join, Terms terms, DateTimeOffset now, CancellationToken ct) =>
        connection.FindAsync(
            """
            INSERT INTO parties (deal_id, leader, size, seats, status, opened_at, deadline)
            VALUES ($1, $2, $3, 1, 'Forming', $4, $5) RETURNING id
            """,
            row => row.GetInt64(0),
            ct, join.Deal, join.Name, terms.Size, now, now.AddHours(terms.PartyHours));

    private static PartySeat ReadSeat(DbDataReader row) => new(
        row.GetInt64(DealRow.Next), DealRow.Read(row), row.GetInt32(DealRow.Next + 1), row.GetInt32(DealRow.Next + 2),
        Enum.Parse<PartyStatus>(row.GetString(DealRow.Next + 3)), row.GetFieldValue<DateTimeOffset>(DealRow.Next + 4));

    private sealed record Terms(int Size, int MostPerBuyer, int PartyHours, bool Running);
}
