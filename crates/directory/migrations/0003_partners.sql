-- Tutoring institutions and other partners: only those on the approved register may send teachers.
CREATE TABLE institution (
    id          BIGINT NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL CHECK (name <> ''),
    credit_code TEXT   NOT NULL UNIQUE,
    field       TEXT   NOT NULL,
    approved_on TEXT,
    ended_on    TEXT,
    version     BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE institution_person (
    id             BIGINT NOT NULL PRIMARY KEY,
    institution_id BIGINT NOT NULL REFERENCES institution (id),
    name           TEXT   NOT NULL CHECK (name <> ''),
    sex            BIGINT CHECK (sex IN (1, 2)),
    subject        TEXT   NOT NULL,
    phone_sealed   TEXT,
    phone_index    TEXT,
    account_id     BIGINT REFERENCES account (id),
    approved_on    TEXT,
    ended_on       TEXT
);
CREATE INDEX institution_person_institution ON institution_person (institution_id);
CREATE INDEX institution_person_account ON institution_person (account_id);
