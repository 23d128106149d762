-- A school's dismissal table for a term (错时错峰放学): written as a draft, then published whole.
CREATE TABLE dismissal (
    school_id    BIGINT NOT NULL REFERENCES school (id),
    term         TEXT   NOT NULL,
    version      BIGINT NOT NULL CHECK (version > 0),
    published_at TEXT,
    PRIMARY KEY (school_id, term)
);
CREATE TABLE dismissal_batch (
    school_id BIGINT NOT NULL,
    term      TEXT   NOT NULL,
    stage     TEXT   NOT NULL CHECK (stage IN ('draft', 'published')),
    grade     BIGINT NOT NULL,
    gate      TEXT   NOT NULL CHECK (gate <> ''),
    at        TEXT   NOT NULL,
    minutes   BIGINT NOT NULL CHECK (minutes BETWEEN 1 AND 60),
    PRIMARY KEY (school_id, term, stage, grade),
    FOREIGN KEY (school_id, term) REFERENCES dismissal (school_id, term)
);

-- From when a family can be at the gate, as it declares.
CREATE TABLE pick_up (
    student_id  BIGINT NOT NULL REFERENCES student (id),
    term        TEXT   NOT NULL,
    fetch_from  TEXT   NOT NULL,
    declared_at TEXT   NOT NULL,
    declared_by BIGINT REFERENCES account (id),
    PRIMARY KEY (student_id, term)
);

-- A child that its family fetches before the end on one day, and with whom it goes.
CREATE TABLE early_leave (
    id           BIGINT NOT NULL PRIMARY KEY,
    student_id   BIGINT NOT NULL REFERENCES student (id),
    day          TEXT   NOT NULL,
    at           TEXT   NOT NULL,
    guardian_id  BIGINT NOT NULL REFERENCES guardian (id),
    with_whom    TEXT   NOT NULL CHECK (with_whom <> ''),
    asked_at     TEXT   NOT NULL,
    asked_by     BIGINT REFERENCES account (id),
    withdrawn_at TEXT
);
CREATE UNIQUE INDEX early_leave_live ON early_leave (student_id, day) WHERE withdrawn_at IS NULL;
