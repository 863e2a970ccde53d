-- The coupon an order used, so that cancelling gives it back.
ALTER TABLE orders ADD COLUMN coupon_id bigint;
