-- The demo shops: shop n belongs to buyer n, sells one category, and has one published page.
CREATE TEMPORARY TABLE demo_shops ON COMMIT DROP AS
SELECT n::bigint AS id,
       1 + (n - 1) % 12 AS category_id,
       (n - 1) / 12 AS place,
       s.buyers,
       n::bigint * 7919 % 9973 AS luck
FROM (SELECT seed_shops() AS shops,
             greatest(20, (10000 * coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric)::int) AS buyers) AS s,
     generate_series(1, s.shops) AS n;

WITH words AS (SELECT
    ARRAY['港湾','晴川','木槿','沐光','远山','岸边','清和','知夏','听澜','半坡','北岭','南屿',
          '橙月','溪谷','白桦','风铃','暖阳','雅集','星河','梧桐','长风','小满','云帆','灯火'] AS word_zh,
    ARRAY['Harbour','Clearstream','Hibiscus','Sunlit','Far Hills','Shoreline','Serene','Early Summer','Surf','Hillside','Northridge','South Isle',
          'Orange Moon','Brook','White Birch','Windchime','Warm Sun','Gathering','Milky Way','Plane Tree','Longwind','Ripening','Cloudsail','Lamplight'] AS word_en,
    ARRAY['旗舰店','专营店','优选店','生活馆','直营店','精品店','工厂店','小铺','甄选店','商行','工坊','品牌店','百货店','会员店'] AS kind_zh,
    ARRAY['Flagship','Specialists','Select','House','Direct','Boutique','Factory Shop','Corner Shop','Picks','Trading','Workshop','Brands','Store','Club'] AS kind_en,
    ARRAY['数码','电脑','家电','厨具','女装','男装','鞋包','美妆','食品','母婴','运动','家居'] AS field_zh,
    ARRAY['Digital','Computers','Appliances','Kitchen','Women''s Wear','Men''s Wear','Shoes & Bags','Beauty','Food','Baby','Sports','Home'] AS field_en,
    ARRAY['digital','computers','appliances','kitchen','women','men','shoes','beauty','food','baby','sports','home'] AS slug,
    ARRAY[['phone','headphones','watch','camera'],['laptop','keyboard','mouse','monitor'],['fan','washer','fridge','vacuum'],['pot','kettle','knife','cup'],
          ['dress','skirt','scarf','coat'],['shirt','tshirt','jeans','jacket'],['sneaker','boot','backpack','suitcase'],['lipstick','cream','perfume','mirror'],
          ['tea','coffee','apple','cake'],['stroller','bear','blocks','bottle'],['ball','tent','bike','racket'],['lamp','sofa','pillow','plant']] AS picture,
    ARRAY['十年老店，现货直发，七天无理由退换。','自家选品，逐件质检，客服早八点到晚十二点在线。','从工厂直接到您手上，价格实在，售后有人管。','小店不大，东西用心，欢迎常来看看。'] AS about_zh,
    ARRAY['Ten years in the trade. Everything ships from stock, and may go back within seven days.',
          'We choose and check every piece ourselves, and answer your questions from eight till midnight.',
          'Straight from the factory to your door, at honest prices, with somebody who looks after you.',
          'A small shop with carefully made things. Drop in whenever you like.'] AS about_en
)
INSERT INTO shops (id, owner_id, picture, name_zh, name_en, about_zh, about_en, category_slug, opened_on)
OVERRIDING SYSTEM VALUE
SELECT d.id, 1 + (d.id - 1) % d.buyers,
       w.picture[d.category_id][1 + d.place % 4],
       -- each pair of word and kind comes once in a category, for up to 336 shops of it
       w.word_zh[1 + (d.place + d.category_id * 5) % 24] || w.field_zh[d.category_id] || w.kind_zh[1 + (d.place + d.place / 24 + d.category_id * 3) % 14],
       w.word_en[1 + (d.place + d.category_id * 5) % 24] || ' ' || w.field_en[d.category_id] || ' ' || w.kind_en[1 + (d.place + d.place / 24 + d.category_id * 3) % 14],
       w.about_zh[1 + d.luck % 4], w.about_en[1 + d.luck % 4],
       w.slug[d.category_id],
       date '2016-03-01' + (d.luck % 3200)::int
FROM demo_shops AS d, words AS w
ORDER BY d.id;

-- A few shops have far more followers than the rest.
INSERT INTO follows (buyer_id, shop_id, followed_at)
SELECT 1 + (d.luck * 31 + k) % d.buyers, d.id, timestamptz '2025-09-01 09:00:00+08' - k * interval '53 minutes'
FROM demo_shops AS d,
     generate_series(1, least(d.buyers, 20 + 40000 / (12 + d.luck % 400))) AS k;

UPDATE shops SET followers = f.followers
FROM (SELECT shop_id, count(*) AS followers FROM follows GROUP BY shop_id) AS f
WHERE f.shop_id = shops.id;

-- Three to five sections: banner, best sellers, offers; every second shop tells about itself; every third shows more of what it has.
WITH picks AS (
    SELECT shop_id, jsonb_agg(id ORDER BY rank) FILTER (WHERE rank <= 6) AS first, jsonb_agg(id ORDER BY rank) FILTER (WHERE rank > 6) AS more
    FROM (SELECT id, seed_shop_of(id, s.shops) AS shop_id,
                 row_number() OVER (PARTITION BY seed_shop_of(id, s.shops) ORDER BY sold DESC, id) AS rank
          FROM seed_items(), (SELECT seed_shops() AS shops) AS s) AS ranked
    WHERE rank <= 12
    GROUP BY shop_id
), claims AS (SELECT
    ARRAY['新季上新，进店有礼','老顾客都在回购','用心做好每一件','整店好货，一次看够'] AS zh,
    ARRAY['New season, new arrivals','What our regulars come back for','Every piece made with care','The whole shop at a glance'] AS en
)
INSERT INTO pages (shop_id, version, state, sections, published_at)
SELECT s.id, 1, 'PUBLISHED',
       jsonb_build_array(
           jsonb_build_object('module', 'banner', 'settings', jsonb_build_object(
               'picture', s.picture,
               'title', jsonb_build_object('zh', c.zh[1 + d.luck / 4 % 4], 'en', c.en[1 + d.luck / 4 % 4]),
               'text', jsonb_build_object('zh', s.name_zh || '，' || '双十一与您有约。', 'en', s.name_en || ' is looking forward to 11.11 with you.'))),
           jsonb_build_object('module', 'items', 'settings', jsonb_build_object(
               'title', jsonb_build_object('zh', '店长推荐', 'en', 'The owner recommends'), 'items', p.first)),
           jsonb_build_object('module', 'offers', 'settings', jsonb_build_object()))
       || CASE WHEN s.id % 2 = 0 THEN jsonb_build_array(
           jsonb_build_object('module', 'text', 'settings', jsonb_build_object(
               'title', jsonb_build_object('zh', '关于我们', 'en', 'About us'),
               'text', jsonb_build_object('zh', s.about_zh, 'en', s.about_en)))) ELSE '[]' END
       || CASE WHEN s.id % 3 = 0 THEN jsonb_build_array(
           jsonb_build_object('module', 'items', 'settings', jsonb_build_object(
               'title', jsonb_build_object('zh', '还有这些', 'en', 'And these'), 'items', p.more))) ELSE '[]' END,
       timestamptz '2025-09-01 10:00:00+08' + s.id * interval '7 minutes'
FROM shops AS s
JOIN demo_shops AS d ON d.id = s.id
JOIN picks AS p ON p.shop_id = s.id
CROSS JOIN claims AS c
ORDER BY s.id;

SELECT setval(pg_get_serial_sequence('shops', 'id'), (SELECT max(id) FROM shops));

CREATE INDEX shops_by_followers ON shops (followers DESC, id DESC) WHERE open;
CREATE INDEX shops_by_category ON shops (category_slug, followers DESC, id DESC) WHERE open;
CREATE INDEX follows_by_shop ON follows (shop_id);

DROP FUNCTION seed_items();
DROP FUNCTION seed_shop_of(bigint, int);
DROP FUNCTION seed_shops();
ANALYZE shops, follows, pages;
