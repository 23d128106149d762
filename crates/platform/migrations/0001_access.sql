-- Who may see what: places, accounts, the roles they hold at places, and log-ins.
CREATE TABLE place (
    id        BIGINT NOT NULL PRIMARY KEY,
    kind      TEXT   NOT NULL CHECK (kind IN ('county', 'office', 'town', 'school', 'campus', 'class')),
    parent_id BIGINT REFERENCES place (id),
    code      TEXT,
    name      TEXT   NOT NULL CHECK (name <> ''),
    position  BIGINT NOT NULL,
    since     TEXT   NOT NULL,
    until     TEXT
);
CREATE INDEX place_parent ON place (parent_id, position);
CREATE UNIQUE INDEX place_code ON place (kind, code);

-- Every place with every place that it lies in, itself included at depth 0.
CREATE TABLE place_within (
    ancestor_id BIGINT NOT NULL REFERENCES place (id),
    place_id    BIGINT NOT NULL REFERENCES place (id),
    depth       BIGINT NOT NULL CHECK (depth >= 0),
    PRIMARY KEY (ancestor_id, place_id)
);
CREATE INDEX place_within_up ON place_within (place_id, depth);

CREATE TABLE account (
    id           BIGINT NOT NULL PRIMARY KEY,
    login        TEXT   NOT NULL UNIQUE CHECK (login <> ''),
    name         TEXT   NOT NULL,
    password     TEXT,
    totp         TEXT,
    totp_step    BIGINT NOT NULL DEFAULT 0,
    failures     BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT,
    state        TEXT   NOT NULL CHECK (state IN ('pending', 'active', 'closed')),
    created_at   BIGINT NOT NULL
);

CREATE TABLE role_grant (
    id         BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    role       TEXT   NOT NULL,
    place_id   BIGINT NOT NULL REFERENCES place (id),
    since      TEXT   NOT NULL,
    until      TEXT,
    given_by   BIGINT,
    ended_by   BIGINT,
    last_used  TEXT
);
CREATE INDEX role_grant_account ON role_grant (account_id);
CREATE INDEX role_grant_place ON role_grant (place_id, role);

CREATE TABLE session (
    id         BIGINT NOT NULL PRIMARY KEY,
    token      TEXT   NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    grant_id   BIGINT NOT NULL REFERENCES role_grant (id),
    made_at    BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);

-- What belongs to the cell itself: one value a key.
CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
