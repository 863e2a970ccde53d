-- What item number n of the demo mall is. Catalog and trade both seed from it, since neither may read the other's tables.
CREATE FUNCTION seed_items() RETURNS TABLE (
    id bigint, category_id int, picture text, name_zh text, name_en text, price_cents bigint, sold int)
LANGUAGE sql STABLE AS $$
    WITH amount AS (
        SELECT greatest(240, (20000 * coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric)::int) AS items
    ), noun (category_id, place, picture, zh, en, yuan) AS (VALUES
        (1, 0, 'phone', '智能手机', 'Smartphone', 2999), (1, 1, 'headphones', '无线耳机', 'Wireless Headphones', 399),
        (1, 2, 'watch', '智能手表', 'Smart Watch', 899), (1, 3, 'camera', '数码相机', 'Digital Camera', 3599),
        (2, 0, 'laptop', '笔记本电脑', 'Laptop', 5299), (2, 1, 'keyboard', '机械键盘', 'Mechanical Keyboard', 329),
        (2, 2, 'mouse', '无线鼠标', 'Wireless Mouse', 129), (2, 3, 'monitor', '显示器', 'Monitor', 1299),
        (3, 0, 'fan', '电风扇', 'Electric Fan', 199), (3, 1, 'washer', '洗衣机', 'Washing Machine', 1899),
        (3, 2, 'fridge', '冰箱', 'Refrigerator', 2699), (3, 3, 'vacuum', '吸尘器', 'Vacuum Cleaner', 799),
        (4, 0, 'pot', '汤锅', 'Soup Pot', 169), (4, 1, 'kettle', '电热水壶', 'Electric Kettle', 119),
        (4, 2, 'knife', '菜刀', 'Kitchen Knife', 89), (4, 3, 'cup', '保温杯', 'Thermos Cup', 79),
        (5, 0, 'dress', '连衣裙', 'Dress', 239), (5, 1, 'skirt', '半身裙', 'Skirt', 159),
        (5, 2, 'scarf', '围巾', 'Scarf', 99), (5, 3, 'coat', '大衣', 'Coat', 459),
        (6, 0, 'shirt', '衬衫', 'Shirt', 149), (6, 1, 'tshirt', '短袖上衣', 'T-Shirt', 79),
        (6, 2, 'jeans', '牛仔裤', 'Jeans', 199), (6, 3, 'jacket', '夹克', 'Jacket', 329),
        (7, 0, 'sneaker', '运动鞋', 'Sneakers', 299), (7, 1, 'boot', '短靴', 'Ankle Boots', 359),
        (7, 2, 'backpack', '双肩包', 'Backpack', 189), (7, 3, 'suitcase', '行李箱', 'Suitcase', 399),
        (8, 0, 'lipstick', '口红', 'Lipstick', 129), (8, 1, 'cream', '面霜', 'Face Cream', 199),
        (8, 2, 'perfume', '香水', 'Perfume', 369), (8, 3, 'mirror', '化妆镜', 'Make-up Mirror', 89),
        (9, 0, 'tea', '绿茶', 'Green Tea', 88), (9, 1, 'coffee', '咖啡豆', 'Coffee Beans', 75),
        (9, 2, 'apple', '红苹果', 'Red Apples', 49), (9, 3, 'cake', '蛋糕', 'Cake', 59),
        (10, 0, 'stroller', '婴儿车', 'Stroller', 699), (10, 1, 'bear', '毛绒熊', 'Teddy Bear', 89),
        (10, 2, 'blocks', '积木', 'Building Blocks', 139), (10, 3, 'bottle', '奶瓶', 'Baby Bottle', 69),
        (11, 0, 'ball', '篮球', 'Basketball', 119), (11, 1, 'tent', '帐篷', 'Tent', 399),
        (11, 2, 'bike', '自行车', 'Bicycle', 999), (11, 3, 'racket', '羽毛球拍', 'Badminton Racket', 169),
        (12, 0, 'lamp', '台灯', 'Desk Lamp', 129), (12, 1, 'sofa', '沙发', 'Sofa', 1899),
        (12, 2, 'pillow', '枕头', 'Pillow', 79), (12, 3, 'plant', '盆栽绿植', 'Potted Plant', 49)
    ), words AS (SELECT
        ARRAY['海堤','远帆','云栖','山谷','星野','木石','青禾','朝露','潮汐','鹿鸣','白鹭','松果',
              '灯塔','南风','半月','雨林','蓝湾','初雪','知更','竹影','麦田','石桥','拾光','鲸歌'] AS brand_zh,
        ARRAY['Seawall','Farsail','Cloudrest','Valley','Starfield','Woodstone','Greengrain','Morningdew','Tidal','Deercall','Egret','Pinecone',
              'Lighthouse','Southwind','Halfmoon','Rainwood','Bluebay','Firstsnow','Robin','Bamboo','Wheatfield','Stonebridge','Keeplight','Whalesong'] AS brand_en,
        ARRAY['经典','甄选','旗舰','简约','复古','轻享','臻品','优选','小巧','家用','新款','限量','手工','清新','北欧','都市'] AS kind_zh,
        ARRAY['Classic','Select','Flagship','Simple','Retro','Light','Premium','Choice','Compact','Family','New','Limited','Handmade','Fresh','Nordic','Urban'] AS kind_en
    ), numbered AS (
        SELECT n::bigint AS n,
               1 + n % 12 AS category_id,
               n / 12 % 4 AS place,
               1 + (n * 7 + n / 24) % 24 AS brand,
               1 + (n * 5 + n / 16) % 16 AS kind,
               chr(65 + n * 11 % 26) || (10 + n / 26) AS model,
               n::bigint * 7919 % 99991 AS luck,
               amount.items AS items
        FROM amount, generate_series(1, amount.items) AS n
    )
    SELECT i.n,
           i.category_id,
           noun.picture,
           words.brand_zh[i.brand] || ' ' || words.kind_zh[i.kind] || noun.zh || ' ' || i.model,
           words.brand_en[i.brand] || ' ' || words.kind_en[i.kind] || ' ' || noun.en || ' ' || i.model,
           -- 60 % to 159 % of the usual price, in whole yuan less ten cents
           noun.yuan * (60 + i.luck % 100) / 100 * 100 - 10,
           -- a few items sell far more than the rest
           (400000 / (12 + i.luck * i.items / 99991))::int
    FROM numbered AS i
    JOIN noun USING (category_id, place)
    CROSS JOIN words
$$;
