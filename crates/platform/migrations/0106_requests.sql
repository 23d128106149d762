-- What people ask for about their data: that it be corrected, that it be erased. The values are
-- sealed; the name is there for lists and goes with an erasure.
CREATE TABLE data_request (
    id           BIGINT NOT NULL PRIMARY KEY,
    kind         TEXT   NOT NULL CHECK (kind IN ('correction', 'erasure')),
    state        TEXT   NOT NULL CHECK (state IN
        ('asked', 'returned', 'working', 'done', 'refused', 'withdrawn')),
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    subject_name TEXT   NOT NULL,
    account_id   BIGINT NOT NULL REFERENCES account (id),
    place_id     BIGINT NOT NULL REFERENCES place (id),
    field        TEXT,
    old_sealed   TEXT,
    new_sealed   TEXT,
    reason       TEXT   NOT NULL CHECK (reason <> ''),
    asked_at     BIGINT NOT NULL,
    asked_on     TEXT   NOT NULL,
    due_on       TEXT   NOT NULL,
    days_left    BIGINT,
    answer       TEXT,
    ended_on     TEXT,
    CHECK ((kind = 'correction') = (field IS NOT NULL)),
    CHECK ((state IN ('done', 'refused', 'withdrawn')) = (ended_on IS NOT NULL)),
    CHECK ((state = 'returned') = (days_left IS NOT NULL))
);
CREATE INDEX data_request_place ON data_request (place_id, due_on, id);
CREATE INDEX data_request_account ON data_request (account_id, id);
CREATE INDEX data_request_subject ON data_request (subject_kind, subject_id, state);

-- What happened to a request, step by step.
CREATE TABLE data_request_step (
    id         BIGINT NOT NULL PRIMARY KEY,
    request_id BIGINT NOT NULL REFERENCES data_request (id),
    civil_at   TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    step       TEXT   NOT NULL CHECK (step IN
        ('asked', 'returned', 'supplied', 'corrected', 'erasing', 'erased', 'refused', 'withdrawn')),
    words      TEXT   NOT NULL
);
CREATE INDEX data_request_step_request ON data_request_step (request_id, id);
