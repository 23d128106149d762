-- What a session pays by kind, from a day on: the latest that has begun holds.
CREATE TABLE pay_rate (
    kind  TEXT   NOT NULL CHECK (kind IN ('basic', 'late', 'evening', 'course')),
    since TEXT   NOT NULL,
    rate  BIGINT NOT NULL CHECK (rate > 0),
    basis TEXT   NOT NULL CHECK (basis <> ''),
    PRIMARY KEY (kind, since)
);

-- A month's pay of a school. Its lines are what the school confirmed; until then they follow from
-- the roll calls.
CREATE TABLE pay_sheet (
    id           BIGINT NOT NULL PRIMARY KEY,
    school_id    BIGINT NOT NULL REFERENCES school (id),
    month        TEXT   NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('made', 'confirmed', 'reviewed', 'returned')),
    version      BIGINT NOT NULL CHECK (version > 0),
    sessions     BIGINT NOT NULL CHECK (sessions >= 0),
    total        BIGINT NOT NULL CHECK (total >= 0),
    confirmed_at TEXT,
    confirmed_by BIGINT REFERENCES account (id),
    reviewed_at  TEXT,
    reviewed_by  BIGINT REFERENCES account (id),
    returned_for TEXT,
    UNIQUE (school_id, month)
);
CREATE INDEX pay_sheet_month ON pay_sheet (month, state);

CREATE TABLE pay_line (
    sheet_id   BIGINT NOT NULL REFERENCES pay_sheet (id),
    teacher_id BIGINT NOT NULL REFERENCES staff (id),
    kind       TEXT   NOT NULL,
    rate       BIGINT NOT NULL CHECK (rate > 0),
    sessions   BIGINT NOT NULL CHECK (sessions > 0),
    amount     BIGINT NOT NULL,
    PRIMARY KEY (sheet_id, teacher_id, kind, rate),
    CHECK (amount = rate * sessions)
);
