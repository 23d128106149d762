-- Every change, by whom, and the blocks that chain the records (see the module `act`).
CREATE TABLE act (
    id           BIGINT NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    civil_at     TEXT   NOT NULL,
    account_id   BIGINT,
    grant_id     BIGINT,
    kind         TEXT   NOT NULL,
    subject_kind TEXT,
    subject_id   BIGINT,
    notes        TEXT   NOT NULL,
    digest       TEXT   NOT NULL
);
CREATE INDEX act_at ON act (at);
CREATE INDEX act_account ON act (account_id, at);
CREATE INDEX act_subject ON act (subject_kind, subject_id, at);

-- Which block a record is in, and its place there. A record without a row here is not yet sealed.
CREATE TABLE act_block (
    number   BIGINT NOT NULL PRIMARY KEY,
    previous TEXT   NOT NULL,
    head     TEXT   NOT NULL,
    records  BIGINT NOT NULL CHECK (records > 0),
    made_at  BIGINT NOT NULL
);
CREATE TABLE act_sealed (
    act_id   BIGINT NOT NULL PRIMARY KEY REFERENCES act (id),
    block    BIGINT NOT NULL REFERENCES act_block (number),
    position BIGINT NOT NULL,
    UNIQUE (block, position)
);

-- Personal values that a record's digest covers only by salted hash, so that they can be erased.
CREATE TABLE act_personal (
    act_id BIGINT NOT NULL REFERENCES act (id),
    key    TEXT   NOT NULL,
    salt   TEXT   NOT NULL,
    value  TEXT   NOT NULL,
    PRIMARY KEY (act_id, key)
);

-- What other modules hear of; written with the change, delivered after it.
CREATE TABLE outbox (
    id           BIGINT NOT NULL PRIMARY KEY,
    act_id       BIGINT NOT NULL REFERENCES act (id),
    kind         TEXT   NOT NULL,
    payload      TEXT   NOT NULL,
    made_at      BIGINT NOT NULL,
    delivered_at BIGINT
);
CREATE INDEX outbox_waiting ON outbox (id) WHERE delivered_at IS NULL;

-- What someone is told inside the system.
CREATE TABLE inbox (
    id         BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    act_id     BIGINT NOT NULL REFERENCES act (id),
    title      TEXT   NOT NULL,
    link       TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    read_at    BIGINT
);
CREATE INDEX inbox_account ON inbox (account_id, id);
CREATE INDEX inbox_unread ON inbox (account_id) WHERE read_at IS NULL;
