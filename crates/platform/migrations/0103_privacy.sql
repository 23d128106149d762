-- Staff access to sealed data, asked for and approved per task. Without a subject it is for the
-- people at the asker's own place.
CREATE TABLE clearance (
    id           BIGINT NOT NULL PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES account (id),
    grant_id     BIGINT NOT NULL REFERENCES role_grant (id),
    place_id     BIGINT NOT NULL REFERENCES place (id),
    data         TEXT   NOT NULL CHECK (data <> ''),
    subject_kind TEXT,
    subject_id   BIGINT,
    purpose      TEXT   NOT NULL CHECK (purpose <> ''),
    silent_basis TEXT,
    until        TEXT   NOT NULL,
    asked_at     BIGINT NOT NULL,
    asked_on     TEXT   NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'ended')),
    decided_by   BIGINT REFERENCES account (id),
    decided_at   BIGINT,
    reason       TEXT,
    CHECK (decided_by IS NULL OR decided_by <> account_id),
    CHECK ((subject_kind IS NULL) = (subject_id IS NULL))
);
CREATE INDEX clearance_mine ON clearance (account_id, id);
CREATE INDEX clearance_place ON clearance (place_id, state, id);

-- Who opened a masked record, how often within a moment, and by which clearance where it was sealed.
-- A silent one is not shown to the guardian: the law wants it so for some reports.
CREATE TABLE look (
    id           BIGINT NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    civil_at     TEXT   NOT NULL,
    account_id   BIGINT NOT NULL REFERENCES account (id),
    grant_id     BIGINT NOT NULL REFERENCES role_grant (id),
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    what         TEXT   NOT NULL,
    times        BIGINT NOT NULL CHECK (times > 0),
    clearance_id BIGINT REFERENCES clearance (id),
    is_silent    BIGINT NOT NULL CHECK (is_silent IN (0, 1))
);
CREATE INDEX look_subject ON look (subject_kind, subject_id, id);
CREATE INDEX look_account ON look (account_id, id);
CREATE INDEX look_clearance ON look (clearance_id, id) WHERE clearance_id IS NOT NULL;
