-- The blocks that chain the records of acts: rows are added and never changed. `head` is a digest
-- over the head before it and the digests of the block's records in the order of their ids.
CREATE TABLE act_block (
    number   BIGINT NOT NULL PRIMARY KEY CHECK (number > 0),
    previous TEXT   NOT NULL,
    head     TEXT   NOT NULL,
    records  BIGINT NOT NULL CHECK (records > 0),
    made_at  BIGINT NOT NULL
);

-- Every change, and by whom. `block` is empty until the sealer has put the record into one.
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
    digest       TEXT   NOT NULL,
    block        BIGINT REFERENCES act_block (number)
);
CREATE INDEX act_civil ON act (civil_at, id);
CREATE INDEX act_account ON act (account_id, civil_at, id);
CREATE INDEX act_subject ON act (subject_kind, subject_id, civil_at, id);
CREATE INDEX act_unsealed ON act (id) WHERE block IS NULL;
CREATE INDEX act_sealed ON act (block, id) WHERE block IS NOT NULL;

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
