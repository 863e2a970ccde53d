INSERT INTO coupon_templates (id, shop_id, title_zh, title_en, threshold_cents, minus_cents, total, per_buyer, starts_at, ends_at)
SELECT id, NULL, title_zh, title_en, threshold_cents, minus_cents, total, per_buyer, timestamptz '2025-10-01 00:00:00+08', timestamptz '2028-01-01 00:00:00+08'
FROM (VALUES
    (1, '见面礼', 'Welcome', 5000, 500, 100000, 1),
    (2, '全场通用', 'For everything', 20000, 2000, 50000, 2),
    (3, '凑单神器', 'For a full cart', 50000, 5000, 20000, 2),
    (4, '大件补贴', 'For large things', 100000, 12000, 5000, 1),
    (5, '换新补贴', 'For something new', 300000, 30000, 2000, 1),
    (6, '手快有', 'For the quick', 9900, 3000, 500, 1)
) AS mall (id, title_zh, title_en, threshold_cents, minus_cents, total, per_buyer);

-- Every third shop gives a coupon, every ninth a second one; neither asks for more than the shop's own first offer.
INSERT INTO coupon_templates (id, shop_id, title_zh, title_en, threshold_cents, minus_cents, total, per_buyer, starts_at, ends_at)
SELECT 100 + shop * 2 + nth, shop, '店铺优惠券', 'Shop coupon', base * (nth + 1) / 2, base * (nth + 1) / 2 / 2000 * 100, 1000, 1 + nth,
       timestamptz '2025-10-01 00:00:00+08', timestamptz '2028-01-01 00:00:00+08'
FROM (SELECT shop_id AS shop, min(threshold_cents) AS base FROM shop_offers GROUP BY shop_id) AS usual
CROSS JOIN generate_series(0, 1) AS nth
WHERE shop % (3 + 6 * nth) = 0
ORDER BY shop, nth;

-- Every tenth demo buyer has the first two already.
INSERT INTO coupons (template_id, buyer_id, claim_key, status, claimed_at)
SELECT template, buyer, md5('demo' || template || '/' || buyer)::uuid, 'Unused', timestamptz '2025-10-02 00:00:00+08' + buyer * interval '1 minute'
FROM generate_series(1, 2) AS template,
     generate_series(10, greatest(20, (10000 * coalesce(nullif(current_setting('seawall.scale', true), ''), '1')::numeric)::int), 10) AS buyer;

UPDATE coupon_templates AS t SET taken = (SELECT count(*) FROM coupons AS c WHERE c.template_id = t.id) WHERE id <= 2;

INSERT INTO coupon_journal (coupon_id, template_id, buyer_id, step, request_key, at)
SELECT id, template_id, buyer_id, 'Claimed', claim_key, claimed_at FROM coupons;

CREATE UNIQUE INDEX coupons_by_claim ON coupons (buyer_id, claim_key);
CREATE INDEX coupons_by_template ON coupons (template_id, buyer_id);
CREATE INDEX coupon_templates_by_shop ON coupon_templates (shop_id);
CREATE INDEX coupon_journal_by_coupon ON coupon_journal (coupon_id);

DROP FUNCTION seed_items();
DROP FUNCTION seed_shop_of(bigint, int);
DROP FUNCTION seed_shops();
ANALYZE activities, activity_floors, item_offers, shop_offers, coupon_templates, coupons, coupon_journal;
