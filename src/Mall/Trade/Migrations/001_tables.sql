CREATE TABLE carts (
    buyer_id   bigint PRIMARY KEY,
    changed_at timestamptz NOT NULL
);

CREATE TABLE cart_lines (
    buyer_id bigint NOT NULL REFERENCES carts (buyer_id) ON DELETE CASCADE,
    item_id  bigint NOT NULL,
    quantity int NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (buyer_id, item_id)
);

-- available + what live orders hold = initial; the checks make overselling impossible even for wrong code.
CREATE TABLE stock (
    item_id   bigint PRIMARY KEY,
    initial   int NOT NULL CHECK (initial >= 0),
    available int NOT NULL CHECK (available >= 0),
    CHECK (available <= initial)
) WITH (fillfactor = 70);

CREATE TABLE orders (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    buyer_id     bigint NOT NULL,
    request_key  uuid NOT NULL,
    -- what was asked for under the key, so that the key can't stand for two different orders
    request_hash bytea NOT NULL,
    status       text NOT NULL CHECK (status IN ('Unpaid', 'Paid', 'Cancelled')),
    total_cents  bigint NOT NULL CHECK (total_cents >= 0),
    ship_name    text NOT NULL,
    ship_phone   text NOT NULL,
    ship_address text NOT NULL,
    placed_at    timestamptz NOT NULL
) WITH (fillfactor = 90);

CREATE TABLE order_lines (
    order_id    bigint NOT NULL REFERENCES orders (id),
    item_id     bigint NOT NULL,
    picture     text NOT NULL,
    name_zh     text NOT NULL,
    name_en     text NOT NULL,
    price_cents bigint NOT NULL CHECK (price_cents >= 0),
    quantity    int NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    PRIMARY KEY (order_id, item_id)
);

-- The primary key is the promise of one payment per order.
CREATE TABLE payments (
    order_id     bigint PRIMARY KEY REFERENCES orders (id),
    amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
    paid_at      timestamptz NOT NULL
);
