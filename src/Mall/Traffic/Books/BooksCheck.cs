using System.Data.Common;
using Seawall.Client.Calls;
using Seawall.Client.Sql;

namespace Seawall.Mall.Traffic.Books;

/// <summary>Compares the shoppers' ledger with the database, and the database with itself.</summary>
public static class BooksCheck
{
    private static readonly CallContext Checker = new() { Role = "batch", Caller = "traffic", Route = "check" };

    /// <summary>Every check with what it found wrong; a kept check found nothing.</summary>
    public static async Task<IReadOnlyList<BooksFinding>> RunAsync(DbDataSource database, Ledger ledger, CancellationToken ct)
    {
        using var scope = Checker.Enter();
        return
        [
            await LedgerAsync(database, ledger, ct),
            await CountAsync(database, "no stock is below zero", "SELECT item_id FROM trade.stock WHERE available < 0 LIMIT 10", ct),
            await CountAsync(
                database, "stock and live orders add up to the initial stock",
                """
                SELECT s.item_id FROM trade.stock AS s
                LEFT JOIN (SELECT l.item_id, sum(l.quantity) AS held
                           FROM trade.order_lines AS l JOIN trade.orders AS o ON o.id = l.order_id
                           WHERE o.status <> 'Cancelled' GROUP BY l.item_id) AS h ON h.item_id = s.item_id
                WHERE s.available + coalesce(h.held, 0) <> s.initial LIMIT 10
                """, ct),
            await CountAsync(
                database, "an order is paid once, and only paid orders are",
                """
                SELECT o.id FROM trade.orders AS o LEFT JOIN trade.payments AS p ON p.order_id = o.id
                GROUP BY o.id HAVING count(p.order_id) <> (o.status = 'Paid')::int LIMIT 10
                """, ct),
            await CountAsync(
                database, "lines less discount, total and payment are equal",
                """
                SELECT o.id FROM trade.orders AS o
                JOIN (SELECT order_id, sum(price_cents * quantity) AS lines FROM trade.order_lines GROUP BY order_id) AS l ON l.order_id = o.id
                LEFT JOIN trade.payments AS p ON p.order_id = o.id
                WHERE o.total_cents <> l.lines - o.discount_cents OR coalesce(p.amount_cents, o.total_cents) <> o.total_cents LIMIT 10
                """, ct),
        ];
    }

    private static async Task<BooksFinding> CountAsync(DbDataSource database, string check, string sql, CancellationToken ct)
    {
        var wrong = await database.QueryAsync(sql, row => row.GetInt64(0), ct);
        return new BooksFinding(check, wrong.ConvertAll(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static async Task<BooksFinding> LedgerAsync(DbDataSource database, Ledger ledger, CancellationToken ct)
    {
        var entries = ledger.Entries;
        var stored = (await database.QueryAsync(
            """
            SELECT o.id, o.request_key, o.status, o.total_cents,
                   (SELECT array_agg(item_id || ':' || quantity ORDER BY item_id) FROM trade.order_lines WHERE order_id = o.id)
            FROM trade.orders AS o WHERE o.id = ANY ($1)
            """,
            row => new Stored(row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3), row.GetFieldValue<string[]>(4)),
            ct, entries.Select(entry => entry.Order).ToArray())).ToDictionary(order => order.Id);
        return new BooksFinding(
            "every acknowledged order and payment stands as acknowledged",
            [.. entries.Select(entry => Compare(entry, stored.GetValueOrDefault(entry.Order))).OfType<string>()]);
    }

    private static string? Compare(LedgerEntry entry, Stored? stored) => stored switch
    {
        null => $"order {entry.Order} is lost",
        _ when stored.Key != entry.Key => $"order {entry.Order} has another key",
        _ when entry.TotalCents is { } total && total != stored.Total => $"order {entry.Order} was shown as {total} cents and is {stored.Total}",
        _ when entry.Lines.Count > 0 && !entry.Lines.Order(StringComparer.Ordinal).SequenceEqual(stored.Lines.Order(StringComparer.Ordinal)) =>
            $"order {entry.Order} has other lines than shown",
        _ when entry.Paid && stored.Status != "Paid" => $"order {entry.Order} was paid and is {stored.Status}",
        _ => null,
    };

    private sealed record Stored(long Id, Guid Key, string Status, long Total, string[] Lines);
}

/// <summary>A check and what is wrong by it; nothing when kept.</summary>
public sealed record BooksFinding(string Check, IReadOnlyList<string> Wrong)
{
    public bool Kept => Wrong.Count == 0;
}
