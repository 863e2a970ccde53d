INSERT INTO categories (id, slug, name_zh, name_en, position) VALUES
    (1, 'digital', '手机数码', 'Phones & Digital', 1),
    (2, 'computers', '电脑办公', 'Computers', 2),
    (3, 'appliances', '家用电器', 'Appliances', 3),
    (4, 'kitchen', '厨房用品', 'Kitchen', 4),
    (5, 'women', '女装', 'Women', 5),
    (6, 'men', '男装', 'Men', 6),
    (7, 'shoes', '鞋靴箱包', 'Shoes & Bags', 7),
    (8, 'beauty', '美妆护肤', 'Beauty', 8),
    (9, 'food', '食品生鲜', 'Food', 9),
    (10, 'baby', '母婴玩具', 'Baby & Toys', 10),
    (11, 'sports', '运动户外', 'Sports', 11),
    (12, 'home', '家居家装', 'Home & Living', 12);

INSERT INTO items (id, category_id, picture, name_zh, name_en, description_zh, description_en, price_cents, sold, listed_at)
OVERRIDING SYSTEM VALUE
SELECT id, category_id, picture, name_zh, name_en,
       name_zh || '，' || (ARRAY['做工扎实，细节讲究，日常使用得心应手。', '好看也好用，送人自用都合适。', '用料实在，久用如新，售后无忧。', '设计克制，质感温润，摆在哪里都顺眼。'])[1 + id % 4],
       'The ' || name_en || ': ' || (ARRAY['solidly made, with care for every detail, and a pleasure to use each day.', 'good to look at and good to use, as a gift or for yourself.', 'honest materials that stay like new, with service you can rely on.', 'a quiet design and a warm feel that suits any place.'])[1 + id % 4],
       price_cents, sold,
       timestamptz '2025-01-01 00:00:00+08' + id * interval '25 minutes'
FROM seed_items();

SELECT setval(pg_get_serial_sequence('items', 'id'), (SELECT max(id) FROM items));

CREATE INDEX items_by_sold ON items (sold DESC, id DESC) WHERE on_sale;
CREATE INDEX items_by_category_sold ON items (category_id, sold DESC, id DESC) WHERE on_sale;
CREATE INDEX items_by_category_price ON items (category_id, price_cents, id) WHERE on_sale;
CREATE INDEX items_by_category_age ON items (category_id, id) WHERE on_sale;
CREATE INDEX items_by_search ON items USING gin (search);

DROP FUNCTION seed_items();
ANALYZE categories, items;
