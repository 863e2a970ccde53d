ALTER TABLE items ADD COLUMN shop_id bigint;
UPDATE items SET shop_id = seed_shop_of(id, s.shops) FROM (SELECT seed_shops() AS shops) AS s;
ALTER TABLE items ALTER COLUMN shop_id SET NOT NULL;

CREATE INDEX items_by_shop_sold ON items (shop_id, sold DESC, id DESC) WHERE on_sale;

DROP FUNCTION seed_shop_of(bigint, int);
DROP FUNCTION seed_shops();
ANALYZE items;
