-- One review an order line, shown to all; a reply is the shop's, an addition the buyer's second word.
CREATE TABLE reviews (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id    bigint NOT NULL,
    item_id     bigint NOT NULL,
    shop_id     bigint,
    buyer_id    bigint NOT NULL,
    -- the name to show, already veiled when the buyer asked for it
    buyer_name  text NOT NULL,
    stars       smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
    content     text NOT NULL,
    pictures    text[] NOT NULL DEFAULT '{}',
    reply       text,
    addition    text,
    written_at  timestamptz NOT NULL
);

-- The three scores of a trade, which is an order line; what a shop's rating (DSR) is summed from.
CREATE TABLE ratings (
    order_id    bigint NOT NULL,
    item_id     bigint NOT NULL,
    shop_id     bigint NOT NULL,
    buyer_id    bigint NOT NULL,
    description smallint NOT NULL CHECK (description BETWEEN 1 AND 5),
    service     smallint NOT NULL CHECK (service BETWEEN 1 AND 5),
    logistics   smallint NOT NULL CHECK (logistics BETWEEN 1 AND 5),
    rated_at    timestamptz NOT NULL
);
