CREATE TABLE categories (
    id       int PRIMARY KEY,
    slug     text NOT NULL UNIQUE,
    name_zh  text NOT NULL,
    name_en  text NOT NULL,
    position int NOT NULL
);

-- The lexemes a name is found by: every Latin word and number, every pair of neighbouring Chinese characters and the last of each run.
-- A query of one character then matches by prefix. The query side is SearchWords.cs; both cut alike.
CREATE FUNCTION search_lexemes(name text) RETURNS tsvector
LANGUAGE sql IMMUTABLE AS $$
    SELECT array_to_tsvector(array_agg(DISTINCT lexeme))
    FROM (
        SELECT (regexp_matches(lower(name), '[a-z0-9]+', 'g'))[1] AS lexeme
        UNION ALL
        SELECT substr(run[1], i, 2)
        FROM regexp_matches(name, '[\u4e00-\u9fff]+', 'g') AS run, generate_series(1, length(run[1])) AS i
    ) AS found
$$;

CREATE TABLE items (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category_id    int NOT NULL REFERENCES categories (id),
    picture        text NOT NULL,
    name_zh        text NOT NULL,
    name_en        text NOT NULL,
    description_zh text NOT NULL,
    description_en text NOT NULL,
    price_cents    bigint NOT NULL CHECK (price_cents >= 0),
    sold           int NOT NULL DEFAULT 0,
    on_sale        boolean NOT NULL DEFAULT true,
    listed_at      timestamptz NOT NULL,
    search         tsvector GENERATED ALWAYS AS (search_lexemes(name_zh || ' ' || name_en)) STORED
);
