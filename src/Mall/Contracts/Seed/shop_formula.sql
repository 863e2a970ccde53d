-- How many shops the demo mall has and which of them sells item number n. Catalog, shops, promotions and reviews seed from it.
CREATE FUNCTION seed_shops() RETURNS int
LANGUAGE sql STABLE AS $$
    SELECT 12 * greatest(2, (33 * coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric)::int)
$$;

CREATE FUNCTION seed_shop_of(item bigint, shops int) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    -- Shops count through the twelve categories as items do, so a shop's items are all of its own category, 1 + (shop - 1) % 12.
    SELECT 1 + item % 12 + 12 * (item / 12 % (shops / 12))
$$;
