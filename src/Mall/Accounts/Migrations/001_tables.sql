CREATE TABLE buyers (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email         text NOT NULL UNIQUE CHECK (email = lower(email)),
    name          text NOT NULL,
    password_hash text NOT NULL,
    registered_at timestamptz NOT NULL
);

-- Only the hash of a session's token is kept: who reads this table can't sign in with it.
CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    buyer_id   bigint NOT NULL REFERENCES buyers (id) ON DELETE CASCADE,
    opened_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX sessions_by_buyer ON sessions (buyer_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);
