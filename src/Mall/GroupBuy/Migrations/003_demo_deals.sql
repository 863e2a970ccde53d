INSERT INTO categories (slug, name_zh, name_en, position) VALUES
    ('digital', '手机数码', 'Phones & Digital', 1), ('computers', '电脑办公', 'Computers', 2), ('appliances', '家用电器', 'Appliances', 3),
    ('kitchen', '厨房用品', 'Kitchen', 4), ('women', '女装', 'Women', 5), ('men', '男装', 'Men', 6), ('shoes', '鞋靴箱包', 'Shoes & Bags', 7),
    ('beauty', '美妆护肤', 'Beauty', 8), ('food', '食品生鲜', 'Food', 9), ('baby', '母婴玩具', 'Baby & Toys', 10),
    ('sports', '运动户外', 'Sports', 11), ('home', '家居家装', 'Home & Living', 12);

-- Running deals come first; then three times as many of earlier years, which nobody has cleaned out.
CREATE TEMPORARY TABLE demo_amount ON COMMIT DROP AS
SELECT greatest(36, (600 * scale)::int) AS running, greatest(20, (10000 * scale)::int) AS buyers
FROM (SELECT coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric AS scale) AS asked;

CREATE TEMPORARY TABLE demo_items ON COMMIT DROP AS SELECT *, count(*) OVER () AS items FROM seed_items();
CREATE UNIQUE INDEX ON demo_items (id);
ANALYZE demo_items;

INSERT INTO deals (id, item_id, category_slug, picture, name_zh, name_en, description_zh, description_en, list_price_cents, group_price_cents, size,
                   stock, sold, most_per_buyer, party_hours, starts_at, ends_at)
OVERRIDING SYSTEM VALUE
SELECT n, i.id, c.slug, i.picture, i.name_zh, i.name_en,
       '邀 ' || n % 4 + 2 || ' 人成团，' || i.name_zh || '团购价立享。' || (ARRAY['人齐即发货，售后与单买相同。', '老顾客常回购，开团不愁人。', '新人也能开团，分享给好友更快成团。'])[1 + n % 3],
       'Gather ' || n % 4 + 2 || ' buyers and get the ' || i.name_en || ' at the group price. '
           || (ARRAY['Sent as soon as the group is complete, with the same service as bought alone.', 'A favourite of many, so groups fill fast.', 'Anybody can start a group; share it and it fills sooner.'])[1 + n % 3],
       i.price_cents,
       -- 70 to 90 % of the list price, in whole cents
       i.price_cents * (70 + n * 13 % 21) / 100,
       n % 4 + 2,
       CASE WHEN n <= a.running THEN 60 + n * 37 % 440 ELSE 30 + n * 37 % 90 END,
       i.sold / 4 + n * 17 % 60,
       1 + n % 3,
       CASE WHEN n % 3 = 0 THEN 48 ELSE 24 END,
       CASE WHEN n <= a.running THEN timestamptz '2025-10-01 00:00:00+08' ELSE timestamptz '2024-01-01 00:00:00+08' + n * 379 % 600 * interval '1 day' END,
       CASE WHEN n <= a.running THEN timestamptz '2027-12-31 23:59:59+08' ELSE timestamptz '2024-01-08 00:00:00+08' + n * 379 % 600 * interval '1 day' END
FROM demo_amount AS a, generate_series(1, a.running * 4) AS n
JOIN demo_items AS i ON i.id = 1 + n::bigint * 7919 % (SELECT max(items) FROM demo_items)
JOIN categories AS c ON c.position = i.category_id;

-- Parties: three for every past deal, long over; and two that still gather for every second running deal, with room for one more at least.
INSERT INTO parties (deal_id, leader, size, seats, status, opened_at, deadline)
SELECT d.id, 'Buyer ' || 1 + (d.id * 911 + k * 7) % a.buyers, d.size,
       CASE WHEN p.complete THEN d.size ELSE 1 + (d.id + k) % (d.size - 1) END,
       -- of those that failed, half were never written down as such
       CASE WHEN p.complete THEN 'Complete' WHEN p.running OR d.id % 2 = 0 THEN 'Forming' ELSE 'Failed' END,
       p.opened_at,
       CASE WHEN p.running THEN timestamptz '2027-11-01 20:00:00+08' + (d.id * 7 + k) % 40 * interval '1 day' ELSE p.opened_at + d.party_hours * interval '1 hour' END
FROM demo_amount AS a, deals AS d, generate_series(1, 3) AS k,
     LATERAL (SELECT d.id <= a.running AS running, d.id > a.running AND (d.id + k) % 3 <> 0 AS complete,
                     CASE WHEN d.id <= a.running THEN timestamptz '2026-10-01 08:00:00+08' + (d.id + k) * interval '1 hour'
                          ELSE d.starts_at + (d.id * 13 + k * 29) % 140 * interval '1 hour' END AS opened_at) AS p
WHERE NOT p.running OR (d.id % 2 = 0 AND k < 3)
ORDER BY d.id, k;

-- Seats: nobody sits twice in one party, and the leader sits first.
INSERT INTO seats (party_id, deal_id, buyer_id, buyer_name, quantity, request_key, taken_at)
SELECT p.id, p.deal_id, b.buyer, 'Buyer ' || b.buyer, 1, md5('seat' || p.id || ':' || k)::uuid, p.opened_at + (k - 1) * interval '17 minutes'
FROM demo_amount AS a, parties AS p, generate_series(1, p.seats) AS k,
     LATERAL (SELECT 1 + (substr(p.leader, 7)::bigint - 1 + (k - 1) * 3) % a.buyers AS buyer) AS b
ORDER BY p.id, k;

UPDATE deals SET taken = held.pieces
FROM (SELECT s.deal_id, sum(s.quantity)::int AS pieces FROM seats AS s JOIN parties AS p ON p.id = s.party_id WHERE p.status <> 'Failed' GROUP BY s.deal_id) AS held
WHERE held.deal_id = deals.id;

SELECT setval(pg_get_serial_sequence('deals', 'id'), (SELECT max(id) FROM deals));

CREATE INDEX deals_by_sold ON deals (sold DESC, id DESC);
CREATE INDEX deals_by_category ON deals (category_slug, sold DESC, id DESC);
CREATE INDEX parties_by_deal ON parties (deal_id, id);
CREATE UNIQUE INDEX seats_by_party ON seats (party_id, buyer_id);
CREATE UNIQUE INDEX seats_by_request ON seats (buyer_id, request_key);
CREATE INDEX seats_by_buyer ON seats (buyer_id, id);

DROP FUNCTION seed_items();
ANALYZE categories, deals, parties, seats;
