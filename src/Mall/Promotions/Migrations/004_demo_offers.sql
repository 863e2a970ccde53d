CREATE TEMPORARY TABLE demo_items ON COMMIT DROP AS
SELECT i.*, (id * 31 + id / 19) % 19 = 4 AS has_offer FROM seed_items() AS i;
CREATE INDEX ON demo_items (category_id, picture);
ANALYZE demo_items;

-- One item in nineteen, at 65 % to 93 % of its price, in whole tenths of a yuan.
INSERT INTO item_offers (item_id, price_cents, label_zh, label_en, starts_at, ends_at)
SELECT id, price_cents * (65 + id * 13 % 29) / 1000 * 10,
       (ARRAY['双11价', '限时折扣', '新品特惠'])[1 + id % 3], (ARRAY['Singles'' Day price', 'For a short time', 'New and reduced'])[1 + id % 3],
       timestamptz '2025-10-01 00:00:00+08', timestamptz '2028-01-01 00:00:00+08'
FROM demo_items WHERE has_offer ORDER BY id;

-- A shop's first threshold is about its usual price, the others are twice and three times that; what they take off grows from 6 % to 12 %.
INSERT INTO shop_offers (shop_id, threshold_cents, minus_cents, starts_at, ends_at)
SELECT shop, base * step, base * step * (3 + 3 * step) / 10000 * 100, timestamptz '2025-10-01 00:00:00+08', timestamptz '2028-01-01 00:00:00+08'
FROM generate_series(1, seed_shops()) AS shop
JOIN (SELECT category_id, greatest(1, avg(price_cents)::bigint / 10000) * 10000 AS base FROM demo_items GROUP BY category_id) AS usual
  ON usual.category_id = 1 + (shop - 1) % 12
CROSS JOIN LATERAL generate_series(1, 1 + shop % 3) AS step
ORDER BY shop, step;

INSERT INTO activities (id, slug, picture, title_zh, title_en, subtitle_zh, subtitle_en, starts_at, ends_at) VALUES
    (1, 'singles-day', 'suitcase', '双11主会场', 'Singles'' Day', '一年一次，好价都在这里。', 'Once a year: the mall''s best prices, in one place.', '2025-10-01 00:00:00+08', '2027-12-26 00:00:00+08'),
    (2, 'beauty-week', 'lipstick', '美妆周', 'Beauty Week', '口红、面霜、香水，一周不重样。', 'Lipstick, creams and scents, a week of them.', '2025-10-01 00:00:00+08', '2027-12-27 00:00:00+08'),
    (3, 'digital-fair', 'phone', '数码节', 'Digital Fair', '手机、耳机、电脑，换新正当时。', 'Phones, headphones, computers: time for a new one.', '2025-10-01 00:00:00+08', '2027-12-28 00:00:00+08'),
    (4, 'home-refresh', 'sofa', '家居焕新', 'Home Refresh', '从厨房到客厅，给家换个样子。', 'From the kitchen to the sofa, a new look for home.', '2025-10-01 00:00:00+08', '2027-12-29 00:00:00+08'),
    (5, 'fashion-weekend', 'dress', '时装周末', 'Fashion Weekend', '新季衣橱，一次配齐。', 'A new season''s wardrobe, complete.', '2025-10-01 00:00:00+08', '2027-12-30 00:00:00+08'),
    (6, 'family-outdoors', 'tent', '亲子户外', 'Family Outdoors', '带上好吃的，出门玩去。', 'Pack something good and go outside.', '2025-10-01 00:00:00+08', '2027-12-31 00:00:00+08');

-- Twelve items a floor: those with a discount first, then what sells best.
INSERT INTO activity_floors (activity_id, position, title_zh, title_en, items)
SELECT f.activity_id, f.position, f.title_zh, f.title_en,
       ARRAY(SELECT i.id FROM demo_items AS i
             WHERE i.category_id = f.category_id AND i.picture = coalesce(f.picture, i.picture)
             ORDER BY i.has_offer DESC, i.sold DESC, i.id LIMIT 12)
FROM (VALUES
    (1, 1, '手机数码', 'Phones & Digital', 1, NULL), (1, 2, '女装', 'Women', 5, NULL), (1, 3, '家用电器', 'Appliances', 3, NULL),
    (1, 4, '美妆护肤', 'Beauty', 8, NULL), (1, 5, '家居家装', 'Home & Living', 12, NULL),
    (2, 1, '口红', 'Lipstick', 8, 'lipstick'), (2, 2, '面霜', 'Face cream', 8, 'cream'), (2, 3, '香水', 'Perfume', 8, 'perfume'),
    (2, 4, '化妆镜', 'Mirrors', 8, 'mirror'),
    (3, 1, '智能手机', 'Smartphones', 1, 'phone'), (3, 2, '无线耳机', 'Headphones', 1, 'headphones'), (3, 3, '笔记本电脑', 'Laptops', 2, 'laptop'),
    (3, 4, '智能手表', 'Watches', 1, 'watch'), (3, 5, '数码相机', 'Cameras', 1, 'camera'),
    (4, 1, '厨房用品', 'Kitchen', 4, NULL), (4, 2, '家居家装', 'Home & Living', 12, NULL), (4, 3, '家用电器', 'Appliances', 3, NULL),
    (5, 1, '女装', 'Women', 5, NULL), (5, 2, '男装', 'Men', 6, NULL), (5, 3, '鞋靴箱包', 'Shoes & Bags', 7, NULL), (5, 4, '围巾', 'Scarves', 5, 'scarf'),
    (6, 1, '运动户外', 'Sports', 11, NULL), (6, 2, '母婴玩具', 'Baby & Toys', 10, NULL), (6, 3, '食品生鲜', 'Food', 9, NULL)
) AS f (activity_id, position, title_zh, title_en, category_id, picture);

CREATE INDEX item_offers_by_item ON item_offers (item_id, price_cents, id);
CREATE INDEX shop_offers_by_shop ON shop_offers (shop_id, threshold_cents);
