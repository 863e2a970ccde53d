CREATE TABLE shops (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id      bigint NOT NULL,
    picture       text NOT NULL,
    name_zh       text NOT NULL,
    name_en       text NOT NULL,
    about_zh      text NOT NULL,
    about_en      text NOT NULL,
    category_slug text NOT NULL,
    -- Always the number of the shop's rows in follows.
    followers     int NOT NULL DEFAULT 0 CHECK (followers >= 0),
    opened_on     date NOT NULL,
    open          boolean NOT NULL DEFAULT true
);

CREATE TABLE follows (
    buyer_id    bigint NOT NULL,
    shop_id     bigint NOT NULL REFERENCES shops (id),
    followed_at timestamptz NOT NULL,
    PRIMARY KEY (buyer_id, shop_id)
);

-- Every version of a shop's page; what buyers see is the one that is published.
CREATE TABLE pages (
    shop_id      bigint NOT NULL REFERENCES shops (id),
    version      int NOT NULL CHECK (version > 0),
    state        text NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'ARCHIVED')),
    sections     jsonb NOT NULL CHECK (jsonb_typeof(sections) = 'array'),
    published_at timestamptz CHECK (published_at IS NOT NULL OR state = 'DRAFT'),
    PRIMARY KEY (shop_id, version)
);

CREATE UNIQUE INDEX pages_published ON pages (shop_id) WHERE state = 'PUBLISHED';
