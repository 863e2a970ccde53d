-- What offers of shops took off the sum of the lines: lines - discount = total.
ALTER TABLE orders ADD COLUMN discount_cents bigint NOT NULL DEFAULT 0 CHECK (discount_cents >= 0);
