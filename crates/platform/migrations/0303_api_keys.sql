-- Keys by which programs ask: kept by digest; `hint` is how the key begins, to tell it by.
CREATE TABLE api_key (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL CHECK (name <> ''),
    digest     TEXT   NOT NULL UNIQUE,
    hint       TEXT   NOT NULL,
    place_id   BIGINT NOT NULL REFERENCES place (id),
    made_by    BIGINT NOT NULL REFERENCES account (id),
    made_at    BIGINT NOT NULL,
    until      TEXT,
    revoked_at BIGINT
);
CREATE INDEX api_key_place ON api_key (place_id);
CREATE INDEX api_key_maker ON api_key (made_by);

CREATE TABLE api_key_permission (
    key_id     BIGINT NOT NULL REFERENCES api_key (id),
    permission TEXT   NOT NULL,
    PRIMARY KEY (key_id, permission)
);

-- How often a key asked for what on a day, and how often in vain.
CREATE TABLE api_use (
    key_id    BIGINT NOT NULL REFERENCES api_key (id),
    day       TEXT   NOT NULL,
    operation TEXT   NOT NULL,
    calls     BIGINT NOT NULL,
    refused   BIGINT NOT NULL,
    PRIMARY KEY (key_id, day, operation)
);
