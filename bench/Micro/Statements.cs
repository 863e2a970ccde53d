using System.Text;

namespace Seawall.Micro;

/// <summary>Texts as the mall and others send them; each set stresses another part of the analyzer.</summary>
internal static class Statements
{
    private const string Tags = " /*application='catalog',caller='web',role='app',route='%2Fitems%2F%7Bid%7D'*/";

    public static readonly byte[][] Short = Bytes(
        "SELECT abalance FROM pgbench_accounts WHERE aid = 1234567;",
        "UPDATE pgbench_tellers SET tbalance = tbalance + -4711 WHERE tid = 7;",
        "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (3, 1, 77, 12, CURRENT_TIMESTAMP);",
        "BEGIN", "COMMIT");

    public static readonly byte[][] Shop = Bytes(
        "SELECT i.id, i.name, i.price_cents, i.picture FROM catalog.items i JOIN catalog.categories c ON c.id = i.category_id WHERE c.slug = $1 AND i.price_cents BETWEEN $2 AND $3 ORDER BY i.name LIMIT 20 OFFSET $4" + Tags,
        "SELECT o.id, o.placed_at, o.state, sum(l.quantity * l.price_cents) AS total FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.buyer_id = $1 GROUP BY o.id, o.placed_at, o.state ORDER BY o.placed_at DESC LIMIT 10" + Tags,
        "UPDATE stock SET available = available - $2, version = version + 1 WHERE item_id = $1 AND available >= $2 RETURNING available" + Tags,
        "INSERT INTO order_lines (order_id, item_id, quantity, price_cents) VALUES ($1, $2, $3, $4), ($5, $6, $7, $8), ($9, $10, $11, $12)" + Tags,
        "SELECT id, name, similarity(name, $1) AS rank FROM items WHERE name % $1 OR to_tsvector('simple', name) @@ plainto_tsquery('simple', $1) ORDER BY rank DESC, id LIMIT 20" + Tags);

    public static readonly byte[][] Report = Bytes(
        """
        WITH sold AS (
            SELECT date_trunc('hour', o.placed_at) AS hour, l.item_id, sum(l.quantity) AS pieces, sum(l.quantity * l.price_cents) AS cents
            FROM trade.orders o
            JOIN trade.order_lines l ON l.order_id = o.id
            WHERE o.placed_at >= '2026-11-10 00:00:00+08'::timestamptz AND o.placed_at < '2026-11-11 00:00:00+08'::timestamptz
              AND o.state IN ('paid', 'sent', 'received')
            GROUP BY 1, 2
        )
        SELECT s.hour, c.name AS category, count(DISTINCT s.item_id) AS items, sum(s.pieces) AS pieces, sum(s.cents)::numeric / 100 AS yuan,
               rank() OVER (PARTITION BY s.hour ORDER BY sum(s.cents) DESC) AS place
        FROM sold s
        JOIN catalog.items i ON i.id = s.item_id
        JOIN catalog.categories c ON c.id = i.category_id
        WHERE NOT EXISTS (SELECT 1 FROM catalog.hidden h WHERE h.item_id = i.id)
        GROUP BY s.hour, c.name
        HAVING sum(s.pieces) > 10
        ORDER BY s.hour, place
        """);

    public static readonly byte[][] LongList = Bytes(
        "SELECT id, name FROM items WHERE id IN (" + string.Join(", ", Enumerable.Range(1_000_000, 500)) + ")",
        "INSERT INTO reviews (item_id, buyer, text) VALUES " + string.Join(", ", Enumerable.Range(0, 100).Select(i => $"({i}, 'buyer {i}', 'a text of some length about the thing that was bought, number {i}')")));

    private static byte[][] Bytes(params string[] texts) => Array.ConvertAll(texts, Encoding.UTF8.GetBytes);
}
