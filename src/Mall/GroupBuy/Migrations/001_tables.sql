CREATE TABLE categories (
    slug     text PRIMARY KEY,
    name_zh  text NOT NULL,
    name_en  text NOT NULL,
    position int NOT NULL
);

-- An item at a group price between two moments. taken counts the pieces that live parties hold, sold those of complete ones.
CREATE TABLE deals (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id           bigint NOT NULL,
    category_slug     text NOT NULL REFERENCES categories (slug),
    picture           text NOT NULL,
    name_zh           text NOT NULL,
    name_en           text NOT NULL,
    description_zh    text NOT NULL,
    description_en    text NOT NULL,
    list_price_cents  bigint NOT NULL,
    group_price_cents bigint NOT NULL CHECK (group_price_cents >= 0),
    size              int NOT NULL CHECK (size BETWEEN 2 AND 5),
    stock             int NOT NULL,
    taken             int NOT NULL DEFAULT 0 CHECK (taken >= 0),
    sold              int NOT NULL DEFAULT 0,
    most_per_buyer    int NOT NULL CHECK (most_per_buyer BETWEEN 1 AND 99),
    party_hours       int NOT NULL CHECK (party_hours BETWEEN 1 AND 72),
    starts_at         timestamptz NOT NULL,
    ends_at           timestamptz NOT NULL,
    CHECK (group_price_cents < list_price_cents),
    CHECK (taken <= stock)
) WITH (fillfactor = 80);

-- A party past its deadline has failed, whether or not its status says so yet.
CREATE TABLE parties (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deal_id   bigint NOT NULL REFERENCES deals (id),
    leader    text NOT NULL,
    size      int NOT NULL,
    seats     int NOT NULL CHECK (seats BETWEEN 1 AND size),
    status    text NOT NULL CHECK (status IN ('Forming', 'Complete', 'Failed')),
    opened_at timestamptz NOT NULL,
    deadline  timestamptz NOT NULL,
    CHECK (status <> 'Complete' OR seats = size)
) WITH (fillfactor = 80);

CREATE TABLE seats (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    party_id    bigint NOT NULL REFERENCES parties (id),
    deal_id     bigint NOT NULL,
    buyer_id    bigint NOT NULL,
    buyer_name  text NOT NULL,
    quantity    int NOT NULL CHECK (quantity > 0),
    -- makes the seat once, however often it is asked for
    request_key uuid NOT NULL,
    taken_at    timestamptz NOT NULL
);
