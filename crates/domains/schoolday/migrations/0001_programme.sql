-- What the county settles for a term's after-school service.
CREATE TABLE care_term (
    term        TEXT   NOT NULL PRIMARY KEY,
    file_due    TEXT   NOT NULL,
    answer_days BIGINT NOT NULL CHECK (answer_days > 0),
    work_ends   TEXT   NOT NULL
);

-- A school's programme for a term (一校一案).
CREATE TABLE programme (
    id                  BIGINT NOT NULL PRIMARY KEY,
    school_id           BIGINT NOT NULL REFERENCES school (id),
    term                TEXT   NOT NULL,
    state               TEXT   NOT NULL
        CHECK (state IN ('draft', 'filed', 'returned', 'recorded', 'opened')),
    version             BIGINT NOT NULL CHECK (version > 0),
    declares_no_lessons BIGINT NOT NULL CHECK (declares_no_lessons IN (0, 1)),
    reason              TEXT   NOT NULL,
    letter              TEXT   NOT NULL,
    fee                 BIGINT NOT NULL CHECK (fee >= 0),
    fee_basis           TEXT   NOT NULL,
    filed_at            TEXT,
    answer_due          TEXT,
    returned_for        TEXT,
    UNIQUE (school_id, term)
);
CREATE INDEX programme_state ON programme (term, state, answer_due);

CREATE TABLE programme_slot (
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    service      TEXT   NOT NULL CHECK (service IN ('basic', 'late', 'evening')),
    weekday      BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 5),
    starts       TEXT   NOT NULL,
    ends         TEXT   NOT NULL,
    segment      TEXT   NOT NULL,
    PRIMARY KEY (programme_id, service, weekday, starts)
);

-- Its history: who moved it on, when, and why.
CREATE TABLE programme_step (
    id           BIGINT NOT NULL PRIMARY KEY,
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    step         TEXT   NOT NULL,
    at           TEXT   NOT NULL,
    account_id   BIGINT REFERENCES account (id),
    reason       TEXT   NOT NULL
);
CREATE INDEX programme_step_of ON programme_step (programme_id, id);
