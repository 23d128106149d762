-- Records of registers (名录台账). `place_id` is where a record lies and bounds who sees it. The row
-- is what holds now; what held when, and what was known of it when, `register_version` says.
-- `unique_key` is what tells the records of a register apart, where its file names that. Days that
-- never come are 9999-12-31, so that they sort last.
CREATE TABLE register_record (
    id         BIGINT NOT NULL PRIMARY KEY,
    entry      TEXT   NOT NULL,
    definition TEXT   NOT NULL REFERENCES definition (digest),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    title      TEXT   NOT NULL,
    unique_key TEXT,
    status     TEXT   NOT NULL CHECK (status IN ('in-force', 'withdrawn')),
    since      TEXT   NOT NULL,
    expires_on TEXT   NOT NULL,
    remind_on  TEXT   NOT NULL,
    published  BIGINT NOT NULL CHECK (published IN (0, 1)),
    version    BIGINT NOT NULL CHECK (version > 0),
    UNIQUE (entry, unique_key)
);
CREATE INDEX register_record_title ON register_record (entry, title, id);
CREATE INDEX register_record_place ON register_record (place_id, entry);
CREATE INDEX register_record_remind ON register_record (remind_on);

-- Every version of a record: the days that it speaks of (`valid_to` is the first day on which it
-- held no more), and the time during which that was believed. Nothing is ever changed but
-- `superseded_at`; what was believed at one time never overlaps.
CREATE TABLE register_version (
    record_id     BIGINT NOT NULL REFERENCES register_record (id),
    number        BIGINT NOT NULL,
    deed          TEXT   NOT NULL,
    valid_from    TEXT   NOT NULL,
    valid_to      TEXT   NOT NULL,
    recorded_at   TEXT   NOT NULL,
    superseded_at TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    status        TEXT   NOT NULL CHECK (status IN ('in-force', 'withdrawn')),
    expires_on    TEXT   NOT NULL,
    published     BIGINT NOT NULL CHECK (published IN (0, 1)),
    document      TEXT   NOT NULL,
    reason        TEXT,
    account_id    BIGINT REFERENCES account (id),
    role          TEXT   NOT NULL,
    PRIMARY KEY (record_id, number),
    CHECK (valid_from < valid_to)
);

-- Relations between records, of the same register or of two; ended, never deleted.
CREATE TABLE register_link (
    record_id BIGINT NOT NULL REFERENCES register_record (id),
    relation  TEXT   NOT NULL,
    other_id  BIGINT NOT NULL REFERENCES register_record (id),
    since     TEXT   NOT NULL,
    until     TEXT,
    PRIMARY KEY (record_id, relation, other_id, since)
);
CREATE INDEX register_link_other ON register_link (other_id, relation);
