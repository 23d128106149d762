-- What somebody began to fill in: where files and sealed answers lie until the record takes them,
-- and, where it was saved on purpose, what was typed. `entry` names the form, `definition` the
-- digest of the text that it was filled in by, `document` holds names and values as a JSON array.
CREATE TABLE form_draft (
    id         BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    entry      TEXT   NOT NULL,
    definition TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    is_saved   BIGINT NOT NULL CHECK (is_saved IN (0, 1)),
    made_at    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX form_draft_account ON form_draft (account_id, entry);
CREATE INDEX form_draft_changed ON form_draft (changed_at);

-- A file that answers a question. `owner_kind` and `owner_id` name a draft first and then the
-- record; `seen_by` the roles that may open it, with bars around each, empty where everyone who
-- sees the record may. Where it was taken is in millionths of a degree.
CREATE TABLE answer_file (
    id          BIGINT NOT NULL PRIMARY KEY,
    owner_kind  TEXT   NOT NULL,
    owner_id    BIGINT NOT NULL,
    field       TEXT   NOT NULL,
    seen_by     TEXT   NOT NULL,
    account_id  BIGINT REFERENCES account (id),
    received_at BIGINT NOT NULL,
    latitude    BIGINT CHECK (latitude BETWEEN -90000000 AND 90000000),
    longitude   BIGINT CHECK (longitude BETWEEN -180000000 AND 180000000)
);
CREATE INDEX answer_file_owner ON answer_file (owner_kind, owner_id);

-- An answer that nobody reads without a clearance. The document holds its id.
CREATE TABLE answer_sealed (
    id           BIGINT NOT NULL PRIMARY KEY,
    owner_kind   TEXT   NOT NULL,
    owner_id     BIGINT NOT NULL,
    field        TEXT   NOT NULL,
    seen_by      TEXT   NOT NULL,
    account_id   BIGINT REFERENCES account (id),
    received_at  BIGINT NOT NULL,
    value_sealed TEXT   NOT NULL
);
CREATE INDEX answer_sealed_owner ON answer_sealed (owner_kind, owner_id);
