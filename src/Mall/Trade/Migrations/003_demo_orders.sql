-- A year of orders: one to three lines each, most paid, some cancelled, a few still waiting for payment.
CREATE TEMPORARY TABLE demo_items ON COMMIT DROP AS SELECT * FROM seed_items();
CREATE UNIQUE INDEX ON demo_items (id);
ANALYZE demo_items;

CREATE TEMPORARY TABLE demo_orders ON COMMIT DROP AS
SELECT n::bigint AS id,
       1 + n::bigint * 6151 % s.buyers AS buyer_id,
       CASE WHEN n % 20 = 0 THEN 'Cancelled' WHEN n % 51 = 0 THEN 'Unpaid' ELSE 'Paid' END AS status,
       timestamptz '2025-10-01 00:00:00+08' + n * (interval '365 days' / s.orders) AS placed_at,
       s.items
FROM (SELECT greatest(20, (10000 * scale)::int) AS buyers,
             greatest(100, (50000 * scale)::int) AS orders,
             (SELECT count(*) FROM demo_items) AS items
      FROM (SELECT coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric AS scale) AS asked) AS s,
     generate_series(1, s.orders) AS n;

-- Squaring an even spread makes low numbers common; the multiplication scatters them over the catalog.
CREATE TEMPORARY TABLE demo_lines ON COMMIT DROP AS
SELECT DISTINCT ON (order_id, item_id) order_id, item_id, quantity
FROM (
    SELECT o.id AS order_id,
           1 + (o.items * ((o.id * 104729 + k * 7907) % 10007) / 10007 * ((o.id * 104729 + k * 7907) % 10007) / 10007) * 7919 % o.items AS item_id,
           1 + ((o.id + k) % 11 = 0)::int AS quantity
    FROM demo_orders AS o, generate_series(0, (o.id % 3)::int) AS k
) AS wanted;
ANALYZE demo_lines;

INSERT INTO orders (id, buyer_id, request_key, request_hash, status, total_cents, ship_name, ship_phone, ship_address, placed_at)
OVERRIDING SYSTEM VALUE
SELECT o.id, o.buyer_id, md5('demo' || o.id)::uuid, ''::bytea, o.status, l.total,
       'Buyer ' || o.buyer_id, '138' || lpad((o.buyer_id * 7331 % 100000000)::text, 8, '0'), (o.buyer_id % 900 + 1) || ' Harbour Road', o.placed_at
FROM demo_orders AS o
JOIN (SELECT order_id, sum(price_cents * quantity) AS total
      FROM demo_lines JOIN demo_items ON demo_items.id = item_id
      GROUP BY order_id) AS l ON l.order_id = o.id;

INSERT INTO order_lines (order_id, item_id, picture, name_zh, name_en, price_cents, quantity)
SELECT order_id, item_id, picture, name_zh, name_en, price_cents, quantity
FROM demo_lines JOIN demo_items ON demo_items.id = item_id
ORDER BY order_id, item_id;

INSERT INTO payments (order_id, amount_cents, paid_at)
SELECT id, total_cents, placed_at + interval '90 seconds' FROM orders WHERE status = 'Paid' ORDER BY id;

INSERT INTO stock (item_id, initial, available)
SELECT i.id, i.free + coalesce(s.held, 0), i.free
FROM (SELECT id, (40 + id * 37 % 400 + sold / 20)::int AS free FROM demo_items) AS i
LEFT JOIN (SELECT item_id, sum(quantity)::int AS held
           FROM demo_lines JOIN demo_orders ON demo_orders.id = order_id
           WHERE status <> 'Cancelled'
           GROUP BY item_id) AS s ON s.item_id = i.id
ORDER BY i.id;

SELECT setval(pg_get_serial_sequence('orders', 'id'), (SELECT max(id) FROM orders));

CREATE UNIQUE INDEX orders_by_request ON orders (buyer_id, request_key);
CREATE INDEX orders_by_buyer ON orders (buyer_id, id);

DROP FUNCTION seed_items();
ANALYZE stock, orders, order_lines, payments;
