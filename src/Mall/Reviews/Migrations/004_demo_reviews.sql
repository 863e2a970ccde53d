-- Reviews of the demo orders. Which buyer ordered what and when is trade's own seed (003_demo_orders.sql), told here once more since
-- neither business may read the other's tables; a test holds the two together.
CREATE TEMPORARY TABLE demo_items ON COMMIT DROP AS SELECT id, picture FROM seed_items();
CREATE UNIQUE INDEX ON demo_items (id);
ANALYZE demo_items;

CREATE TEMPORARY TABLE demo_lines ON COMMIT DROP AS
SELECT DISTINCT ON (order_id, item_id) order_id, buyer_id, item_id, placed_at
FROM (
    SELECT o.n AS order_id,
           1 + o.n * 6151 % s.buyers AS buyer_id,
           1 + (s.items * ((o.n * 104729 + k * 7907) % 10007) / 10007 * ((o.n * 104729 + k * 7907) % 10007) / 10007) * 7919 % s.items AS item_id,
           timestamptz '2025-10-01 00:00:00+08' + o.n * (interval '365 days' / s.orders) AS placed_at
    FROM (SELECT greatest(20, (10000 * scale)::int) AS buyers,
                 greatest(100, (50000 * scale)::int) AS orders,
                 (SELECT count(*) FROM demo_items) AS items
          FROM (SELECT coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric AS scale) AS asked) AS s,
         LATERAL (SELECT n::bigint FROM generate_series(1, s.orders) AS n WHERE n % 20 <> 0 AND n % 51 <> 0) AS o,
         generate_series(0, (o.n % 3)::int) AS k
) AS bought;

-- Two lines of three are reviewed, three days to three weeks after the order; most buyers are content.
-- Dice and coin take the place of chance, so that every seed is the same.
CREATE TEMPORARY TABLE demo_written ON COMMIT DROP AS
SELECT order_id, buyer_id, item_id, picture, shop_id, dice, coin, dice % 3 = 0 AS english,
       placed_at + interval '3 days' + dice % 26000 * interval '1 minute' AS written_at,
       CASE WHEN coin % 100 < 62 THEN 5 WHEN coin % 100 < 84 THEN 4 WHEN coin % 100 < 92 THEN 3 WHEN coin % 100 < 96 THEN 2 ELSE 1 END AS stars
FROM (
    SELECT l.*, i.picture, seed_shop_of(l.item_id, s.shops) AS shop_id,
           (l.order_id * 48271 + l.item_id * 16807) % 99991 AS dice, (l.order_id * 69621 + l.item_id * 40692) % 100003 AS coin
    FROM demo_lines AS l JOIN demo_items AS i ON i.id = l.item_id, (SELECT seed_shops() AS shops) AS s
) AS thrown
WHERE dice % 99 < 66;

-- What is said, by language and stars.
CREATE TEMPORARY TABLE phrases (english boolean, low int, high int, said text[]) ON COMMIT DROP;
INSERT INTO phrases VALUES
    (false, 1, 2, ARRAY['和描述差得太远。', '用了两天就坏了。', '做工粗糙，失望。', '颜色和图片不一样。', '有明显的划痕。', '客服一直不回复。', '味道很大，不推荐。', '不值这个价钱。']),
    (true, 1, 2, ARRAY['It is far from what the page says.', 'It broke after two days.', 'Poorly made, I am disappointed.', 'The colour is not that of the picture.',
                       'It came with scratches.', 'Nobody answers my questions.', 'I would not buy it again.', 'Not worth the money.']),
    (false, 3, 3, ARRAY['中规中矩。', '一般般，凑合能用。', '比想象的小一点。', '质量还行，价格偏高。', '包装简单了些。', '没有惊喜也没有失望。', '细节还可以再好点。', '等了好几天才发货。']),
    (true, 3, 3, ARRAY['It is all right.', 'Average, but it does its work.', 'A little smaller than I thought.', 'Fair quality, a bit dear.',
                       'The packing was plain.', 'Neither a surprise nor a disappointment.', 'The details could be better.', 'It took days to be sent.']),
    (false, 4, 5, ARRAY['质量很好，和描述一致。', '非常喜欢，很值。', '做工细致，手感不错。', '好看，家人都说好。', '用起来很顺手。', '物超所值，推荐。', '比实体店便宜不少。', '细节处理得很到位。']),
    (true, 4, 5, ARRAY['Good quality, just as described.', 'I love it, worth every cent.', 'Well made, with a nice feel.', 'Lovely, everybody likes it.',
                       'A pleasure to use.', 'Great value, I recommend it.', 'Much cheaper than in the shops.', 'Every detail is done with care.']);

INSERT INTO reviews (order_id, item_id, shop_id, buyer_id, buyer_name, stars, content, pictures, reply, addition, written_at)
SELECT w.order_id, w.item_id, w.shop_id, w.buyer_id,
       CASE WHEN coin % 4 = 0 THEN 'B***' || w.buyer_id % 10 ELSE 'Buyer ' || w.buyer_id END,
       w.stars,
       opening.said[1 + coin / 100 % 8] || gap.said || p.said[1 + coin / 800 % 8] || CASE WHEN dice % 2 = 0 AND w.stars >= 3 THEN gap.said || aside.said[1 + coin / 6400 % 8] ELSE '' END,
       CASE WHEN dice % 7 = 0 THEN array_fill(w.picture, ARRAY[1 + (dice / 7 % 3)::int]) ELSE '{}' END,
       CASE WHEN w.stars <= 2 AND w.english THEN 'We are sorry. Please write to us and we will make it good.'
            WHEN w.stars <= 2 THEN '非常抱歉，请联系客服，我们一定给您满意的处理。'
            WHEN dice % 11 = 0 AND w.english THEN 'Thank you, see you again!'
            WHEN dice % 11 = 0 THEN '感谢支持，欢迎再来！' END,
       CASE WHEN dice % 17 = 0 AND w.english THEN 'A month later: I still think the same.'
            WHEN dice % 17 = 0 THEN '用了一个月再来追评：和当初的感受一样。' END,
       w.written_at
FROM demo_written AS w
JOIN phrases AS p ON p.english = w.english AND w.stars BETWEEN p.low AND p.high
JOIN (VALUES
    (false, ARRAY['已经收到了，', '第二次买了，', '帮家人买的，', '朋友推荐的，', '看了很久才下单，', '活动时入手的，', '用了一周来评价，', '送人的，']),
    (true, ARRAY['It has arrived.', 'My second one.', 'Bought for my family.', 'A friend told me about it.', 'I thought about it for a while.',
                 'Got it in the sale.', 'After a week of use:', 'It was a present.'])
) AS opening (english, said) ON opening.english = w.english
JOIN (VALUES
    (false, ARRAY['物流很快，隔天就到。', '包装严实。', '快递小哥态度很好。', '发货有点慢。', '店家回复及时。', '尺寸刚好。', '会再来。', '附送了小礼物。']),
    (true, ARRAY['Delivery was quick.', 'It was packed with care.', 'The courier was kind.', 'Sending took a while.', 'The shop answers fast.',
                 'The size is right.', 'I will come again.', 'There was a little gift inside.'])
) AS aside (english, said) ON aside.english = w.english
JOIN (VALUES (false, ''), (true, ' ')) AS gap (english, said) ON gap.english = w.english
ORDER BY w.written_at, w.order_id, w.item_id;

-- The scores: those of the reviewed lines, and a steady trickle of older and later trades (orders below zero) for every shop until the end
-- of 2027, so that six months hold some whenever the demo runs. Those of days to come do not count yet. Shops differ; every third has
-- buyers who rate more often in a month than may count.
CREATE TEMPORARY TABLE demo_rated ON COMMIT DROP AS
SELECT order_id, item_id, shop_id, buyer_id, written_at AS rated_at, dice, coin FROM demo_written
UNION ALL
SELECT -(shop * 1000 + n), shop - 1 + s.shops, shop, 1 + (shop * 31 + CASE WHEN shop % 3 = 0 THEN n / 5 ELSE n END) % s.buyers,
       timestamptz '2026-03-01 09:00:00+08' + n * interval '8 days' + shop % 180 * interval '1 hour',
       (shop * 48271 + n * 16807) % 99991, (shop * 69621 + n * 40692) % 100003
FROM (SELECT seed_shops() AS shops,
             greatest(20, (10000 * coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric)::int) AS buyers) AS s,
     LATERAL (SELECT g::bigint AS shop FROM generate_series(1, s.shops) AS g) AS every_shop,
     generate_series(0, 82) AS n;

INSERT INTO ratings (order_id, item_id, shop_id, buyer_id, description, service, logistics, rated_at)
SELECT order_id, item_id, shop_id, buyer_id, scores[1 + dice % 100], scores[1 + coin / 100 % 100], scores[1 + (dice + coin) % 100], rated_at
FROM demo_rated
JOIN (SELECT kind, array_agg(CASE WHEN place < 90 - kind * 8 THEN 5 WHEN place < 97 - kind * 3 THEN 4 WHEN place < 98 THEN 3 ELSE place - 97 END ORDER BY place) AS scores
      FROM generate_series(0, 4) AS kind, generate_series(0, 99) AS place GROUP BY kind) AS shops ON shops.kind = shop_id * 7 % 5
ORDER BY rated_at, order_id, item_id;

ALTER TABLE ratings ADD PRIMARY KEY (order_id, item_id);
CREATE INDEX ratings_by_shop ON ratings (shop_id, rated_at);

CREATE UNIQUE INDEX reviews_by_line ON reviews (order_id, item_id);
CREATE INDEX reviews_by_item ON reviews (item_id, id);
-- What is rare among an item's reviews is found without reading all of them.
CREATE INDEX reviews_by_item_middling ON reviews (item_id, id) WHERE stars = 3;
CREATE INDEX reviews_by_item_bad ON reviews (item_id, id) WHERE stars <= 2;
CREATE INDEX reviews_by_item_pictures ON reviews (item_id, id) WHERE cardinality(pictures) > 0;

DROP FUNCTION seed_items();
DROP FUNCTION seed_shop_of(bigint, int);
DROP FUNCTION seed_shops();
ANALYZE reviews, ratings;
