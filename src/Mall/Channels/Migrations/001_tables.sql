CREATE TABLE channels (
    slug       text PRIMARY KEY,
    picture    text NOT NULL,
    name_zh    text NOT NULL,
    name_en    text NOT NULL,
    claim_zh   text NOT NULL,
    claim_en   text NOT NULL,
    categories text[] NOT NULL,
    position   int NOT NULL UNIQUE
);

-- A floor shows the items picked for it, or what a rule finds in the catalog.
CREATE TABLE floors (
    channel_slug  text NOT NULL REFERENCES channels (slug),
    position      int NOT NULL,
    title_zh      text NOT NULL,
    title_en      text NOT NULL,
    style         text NOT NULL CHECK (style IN ('grid', 'strip')),
    item_ids      bigint[],
    rule_category text,
    rule_sort     text CHECK (rule_sort IN ('Hot', 'PriceUp', 'PriceDown', 'Newest')),
    rule_count    int CHECK (rule_count BETWEEN 1 AND 24),
    PRIMARY KEY (channel_slug, position),
    CHECK (num_nonnulls(rule_category, rule_sort, rule_count) = CASE WHEN item_ids IS NULL THEN 3 ELSE 0 END)
);
