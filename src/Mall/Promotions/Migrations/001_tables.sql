CREATE TABLE activities (
    id          int PRIMARY KEY,
    slug        text NOT NULL UNIQUE,
    picture     text NOT NULL,
    title_zh    text NOT NULL,
    title_en    text NOT NULL,
    subtitle_zh text NOT NULL,
    subtitle_en text NOT NULL,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    CHECK (starts_at < ends_at)
);

CREATE TABLE activity_floors (
    activity_id int NOT NULL REFERENCES activities (id),
    position    int NOT NULL,
    title_zh    text NOT NULL,
    title_en    text NOT NULL,
    items       bigint[] NOT NULL,
    PRIMARY KEY (activity_id, position)
);

CREATE TABLE item_offers (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id     bigint NOT NULL,
    price_cents bigint NOT NULL CHECK (price_cents >= 0),
    label_zh    text NOT NULL,
    label_en    text NOT NULL,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    CHECK (starts_at < ends_at)
);

CREATE TABLE shop_offers (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop_id         bigint NOT NULL,
    threshold_cents bigint NOT NULL CHECK (threshold_cents > 0),
    minus_cents     bigint NOT NULL CHECK (minus_cents > 0),
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    CHECK (minus_cents <= threshold_cents),
    CHECK (starts_at < ends_at)
);

-- The check makes giving out more than there are impossible even for wrong code.
CREATE TABLE coupon_templates (
    id              bigint PRIMARY KEY,
    shop_id         bigint,
    title_zh        text NOT NULL,
    title_en        text NOT NULL,
    threshold_cents bigint NOT NULL CHECK (threshold_cents > 0),
    minus_cents     bigint NOT NULL CHECK (minus_cents > 0),
    total           int NOT NULL CHECK (total >= 0),
    taken           int NOT NULL DEFAULT 0 CHECK (taken >= 0),
    per_buyer       int NOT NULL CHECK (per_buyer > 0),
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    CHECK (taken <= total),
    CHECK (starts_at < ends_at)
) WITH (fillfactor = 50);

CREATE TABLE coupons (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    template_id bigint NOT NULL REFERENCES coupon_templates (id),
    buyer_id    bigint NOT NULL,
    claim_key   uuid NOT NULL,
    status      text NOT NULL CHECK (status IN ('Unused', 'Used')),
    -- the request key of the order that used it
    order_key   uuid,
    claimed_at  timestamptz NOT NULL,
    CHECK ((status = 'Used') = (order_key IS NOT NULL))
) WITH (fillfactor = 80);

-- Every step of every coupon, with the device that asked; what looks for farming reads it.
CREATE TABLE coupon_journal (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    coupon_id   bigint NOT NULL,
    template_id bigint NOT NULL,
    buyer_id    bigint NOT NULL,
    step        text NOT NULL CHECK (step IN ('Claimed', 'Used', 'Returned')),
    request_key uuid NOT NULL,
    device      text,
    at          timestamptz NOT NULL
);
