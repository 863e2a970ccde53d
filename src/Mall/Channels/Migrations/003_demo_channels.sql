-- The demo channels: one for each group of categories, with floors picked by hand and floors found by a rule.
INSERT INTO channels (slug, picture, name_zh, name_en, claim_zh, claim_en, categories, position) VALUES
    ('beauty', 'lipstick', '美妆频道', 'Beauty', '口红、面霜、香水，成分与颜色都说得清。', 'Lipstick, cream and perfume: colours and contents told plainly.', '{beauty}', 1),
    ('digital', 'phone', '数码频道', 'Digital', '手机、电脑和好用的小配件。', 'Phones, computers and the small things that make them useful.', '{digital,computers}', 2),
    ('fashion', 'dress', '服饰频道', 'Fashion', '从大衣到短靴，换季一次备齐。', 'From coats to ankle boots: the season in one visit.', '{women,men,shoes}', 3),
    ('home', 'sofa', '家居频道', 'Home', '家电、厨房与客厅，住得舒服一点。', 'Appliances, kitchen and living room, for a home that feels good.', '{home,appliances,kitchen}', 4),
    ('food', 'tea', '美食频道', 'Food', '茶、咖啡、鲜果与点心。', 'Tea, coffee, fresh fruit and cake.', '{food}', 5),
    ('baby', 'bear', '母婴频道', 'Baby', '推车、玩具和奶瓶，样样放心。', 'Strollers, toys and bottles you can rely on.', '{baby}', 6),
    ('sports', 'bike', '运动频道', 'Sports', '球场、营地和骑行路上的装备。', 'Gear for the court, the camp and the road.', '{sports}', 7);

CREATE TEMPORARY TABLE demo_picks ON COMMIT DROP AS
SELECT category_id, picture, array_agg(id ORDER BY rank) AS ids
FROM (SELECT id, category_id, picture, row_number() OVER (PARTITION BY category_id, picture ORDER BY sold DESC, id) AS rank FROM seed_items()) AS ranked
WHERE rank <= 6
GROUP BY category_id, picture;

-- Picked by hand: a kind of item each.
INSERT INTO floors (channel_slug, position, title_zh, title_en, style, item_ids)
SELECT f.channel, f.position, f.title_zh, f.title_en, f.style, p.ids
FROM (VALUES
    ('beauty', 1, '今季唇色', 'Lips of the season', 'strip', 8, 'lipstick'),
    ('beauty', 3, '换季面霜', 'Creams for the change of season', 'grid', 8, 'cream'),
    ('beauty', 4, '香气留白', 'A trace of perfume', 'strip', 8, 'perfume'),
    ('beauty', 6, '梳妆台上', 'On the dressing table', 'grid', 8, 'mirror'),
    ('digital', 1, '换机时刻', 'Time for a new phone', 'strip', 1, 'phone'),
    ('digital', 3, '安静听歌', 'Listen in peace', 'grid', 1, 'headphones'),
    ('fashion', 1, '大衣先行', 'Coats first', 'strip', 5, 'coat'),
    ('fashion', 4, '短靴与长路', 'Boots for long roads', 'grid', 7, 'boot'),
    ('home', 1, '客厅主角', 'The heart of the living room', 'strip', 12, 'sofa'),
    ('home', 4, '一壶热水', 'Hot water in a minute', 'grid', 4, 'kettle'),
    ('food', 1, '明前好茶', 'The year''s first tea', 'strip', 9, 'tea'),
    ('food', 3, '一杯好咖啡', 'A good cup of coffee', 'grid', 9, 'coffee'),
    ('baby', 1, '出门推车', 'Out with the stroller', 'strip', 10, 'stroller'),
    ('baby', 3, '抱抱小熊', 'Bears to hug', 'grid', 10, 'bear'),
    ('sports', 1, '周末骑行', 'Ride on Saturday', 'strip', 11, 'bike'),
    ('sports', 3, '一起露营', 'Camp together', 'grid', 11, 'tent')
) AS f (channel, position, title_zh, title_en, style, category_id, picture)
JOIN demo_picks AS p ON p.category_id = f.category_id AND p.picture = f.picture;

-- Found by a rule: what sells, what is new, what costs little.
INSERT INTO floors (channel_slug, position, title_zh, title_en, style, rule_category, rule_sort, rule_count) VALUES
    ('beauty', 2, '美妆热卖', 'Best of beauty', 'grid', 'beauty', 'Hot', 12),
    ('beauty', 5, '平价好物', 'Small prices', 'grid', 'beauty', 'PriceUp', 6),
    ('beauty', 7, '新品到店', 'New in beauty', 'strip', 'beauty', 'Newest', 8),
    ('digital', 2, '数码热卖', 'Best of digital', 'grid', 'digital', 'Hot', 12),
    ('digital', 4, '电脑热卖', 'Best of computers', 'strip', 'computers', 'Hot', 8),
    ('digital', 5, '新品到店', 'New in digital', 'grid', 'digital', 'Newest', 6),
    ('fashion', 2, '女装热卖', 'Best of women''s wear', 'grid', 'women', 'Hot', 6),
    ('fashion', 3, '男装热卖', 'Best of men''s wear', 'grid', 'men', 'Hot', 6),
    ('fashion', 5, '鞋包新品', 'New shoes and bags', 'strip', 'shoes', 'Newest', 8),
    ('home', 2, '家居热卖', 'Best of home', 'grid', 'home', 'Hot', 6),
    ('home', 3, '家电热卖', 'Best of appliances', 'grid', 'appliances', 'Hot', 6),
    ('home', 5, '厨房平价', 'Small prices in the kitchen', 'strip', 'kitchen', 'PriceUp', 8),
    ('food', 2, '美食热卖', 'Best of food', 'grid', 'food', 'Hot', 12),
    ('food', 4, '尝鲜', 'New to taste', 'strip', 'food', 'Newest', 8),
    ('baby', 2, '母婴热卖', 'Best of baby', 'grid', 'baby', 'Hot', 12),
    ('baby', 4, '平价好物', 'Small prices', 'strip', 'baby', 'PriceUp', 8),
    ('sports', 2, '运动热卖', 'Best of sports', 'grid', 'sports', 'Hot', 12),
    ('sports', 4, '新品到店', 'New in sports', 'strip', 'sports', 'Newest', 8);

DROP FUNCTION seed_items();
ANALYZE channels, floors;
